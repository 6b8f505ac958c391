package dev.foldd.fault;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What can go wrong for a caller: a closed list. A fault never holds a driver's text, a row, SQL or a secret; everything in
 * it may be shown to whoever asked.
 */
public sealed interface Fault {

    /** The kind of fault. Every door maps each of these, without a default branch. */
    enum Code {
        INVALID("Validation failed"),
        UNAUTHENTICATED("Authentication required"),
        FORBIDDEN("Access forbidden"),
        NOT_FOUND("Resource not found"),
        CONFLICT("Resource conflict"),
        TOO_LARGE("Validation failed"),
        RATE_LIMITED("Rate limit exceeded"),
        TOO_FAR("Access forbidden"),
        TIMEOUT("Operation timeout"),
        UNSUPPORTED("Feature not supported"),
        STORAGE_FULL("Storage quota exceeded"),
        UNAVAILABLE("Database unavailable"),
        INTERNAL("Internal server error");

        private final String message;

        Code(String message) {
            this.message = message;
        }

        /** The sentence that clients know this code by, verbatim on every door. */
        public String message() {
            return message;
        }
    }

    Code code();

    /** What the caller may do about it, as members of a JSON object; empty when there is nothing to add. */
    Map<String, Object> details();

    /** One thing wrong with one field. */
    record FieldError(String field, String error) {
    }

    /** The request cannot be carried out as it is written. */
    record Invalid(List<FieldError> fields) implements Fault {
        public Invalid {
            fields = List.copyOf(fields);
        }

        public Invalid(String field, String error) {
            this(List.of(new FieldError(field, error)));
        }

        @Override
        public Code code() {
            return Code.INVALID;
        }

        @Override
        public Map<String, Object> details() {
            return Map.of("fields", fields.stream().map(Invalid::asMap).toList());
        }

        private static Map<String, Object> asMap(FieldError error) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("field", error.field());
            map.put("error", error.error());
            return map;
        }
    }

    /** Nobody was proved to be asking. */
    record Unauthenticated(String reason) implements Fault {
        @Override
        public Code code() {
            return Code.UNAUTHENTICATED;
        }

        @Override
        public Map<String, Object> details() {
            return Map.of("reason", reason);
        }
    }

    /** The caller is known and may not. */
    record Forbidden(String reason) implements Fault {
        @Override
        public Code code() {
            return Code.FORBIDDEN;
        }

        @Override
        public Map<String, Object> details() {
            return Map.of("reason", reason);
        }
    }

    /** There is no such thing, as far as this caller may know. */
    record NotFound(String reason) implements Fault {
        @Override
        public Code code() {
            return Code.NOT_FOUND;
        }

        @Override
        public Map<String, Object> details() {
            return Map.of("reason", reason);
        }
    }

    /**
     * What is there already stands against it: a taken key, a row that others refer to, a row that has been changed.
     *
     * @param version that the row has now; empty where that is not what stands against it, or not for the caller to know
     */
    record Conflict(String reason, OptionalLong version) implements Fault {

        public Conflict(String reason) {
            this(reason, OptionalLong.empty());
        }

        @Override
        public Code code() {
            return Code.CONFLICT;
        }

        @Override
        public Map<String, Object> details() {
            return version.isPresent() ? Map.of("reason", reason, "version", version.getAsLong())
                    : Map.of("reason", reason);
        }
    }

    /** A request or a reply beyond a limit; {@code limit} in the unit that {@code what} names. */
    record TooLarge(String what, long limit) implements Fault {
        @Override
        public Code code() {
            return Code.TOO_LARGE;
        }

        @Override
        public Map<String, Object> details() {
            return Map.of("reason", what + " is beyond the limit", "limit", limit);
        }
    }

    /** Too many requests; the same one is admitted after {@code retryAfter}. */
    record RateLimited(Duration retryAfter) implements Fault {
        @Override
        public Code code() {
            return Code.RATE_LIMITED;
        }

        /** Whole seconds, rounded up, at least one. */
        @Override
        public Map<String, Object> details() {
            return Map.of("retryAfter", wholeSeconds(retryAfter));
        }
    }

    /** The caller's trust distance is beyond what the policy allows. */
    record TooFar(String reason) implements Fault {
        @Override
        public Code code() {
            return Code.TOO_FAR;
        }

        @Override
        public Map<String, Object> details() {
            return Map.of("reason", reason);
        }
    }

    /** It took longer than it may, and was stopped. */
    record Timeout(Duration limit) implements Fault {
        @Override
        public Code code() {
            return Code.TIMEOUT;
        }

        @Override
        public Map<String, Object> details() {
            return Map.of("limitMs", limit.toMillis());
        }
    }

    /** This daemon, as configured, does not do that. */
    record Unsupported(String reason) implements Fault {
        @Override
        public Code code() {
            return Code.UNSUPPORTED;
        }

        @Override
        public Map<String, Object> details() {
            return Map.of("reason", reason);
        }
    }

    /** No room is left where it would have to be written. */
    record StorageFull(String reason) implements Fault {
        @Override
        public Code code() {
            return Code.STORAGE_FULL;
        }

        @Override
        public Map<String, Object> details() {
            return Map.of("reason", reason);
        }
    }

    /** Something that is needed does not answer now. */
    record Unavailable(String reason, Duration retryAfter) implements Fault {
        @Override
        public Code code() {
            return Code.UNAVAILABLE;
        }

        @Override
        public Map<String, Object> details() {
            return Map.of("reason", reason, "retryAfter", wholeSeconds(retryAfter));
        }
    }

    /** Unforeseen. The cause stands in the log under the incident number and nowhere else. */
    record Internal(String incident) implements Fault {
        @Override
        public Code code() {
            return Code.INTERNAL;
        }

        @Override
        public Map<String, Object> details() {
            return Map.of("incident", incident);
        }
    }

    private static long wholeSeconds(Duration duration) {
        return Math.max(1, duration.plusMillis(999).toSeconds());
    }
}

package dev.foldd.http.api;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.http.ApiConfig;
import dev.foldd.http.Replies;
import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import dev.foldd.limit.MemoryBudget;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The body of one request: bounded in size, in time, and in what the bodies of all requests may take together. */
final class ApiBody {

    /** RFC 9110, section 8.3.1: parameters may follow, of which JSON has none but this one is often sent. */
    private static final Pattern JSON = Pattern.compile("application/json(\\s*;\\s*charset\\s*=\\s*\"?utf-8\"?)?\\s*;?\\s*");
    private static final Duration SOON = Duration.ofSeconds(1);
    /** Of the memory for bodies, in parts of it, what those may hold of whom nobody knows yet who they are. */
    private static final int STRANGERS_PART = 4;

    private final ApiExchange exchange;
    private final HttpServerRequest request;
    private final ApiConfig config;
    private final MemoryBudget memory;
    private final long bound;
    private final Optional<MessageDigest> digest;
    private final Promise<byte[]> read = Promise.promise();
    private final Buffer bytes = Buffer.buffer();
    private long held;

    private ApiBody(ApiExchange exchange, ApiConfig config, MemoryBudget memory, boolean stranger) {
        this.exchange = exchange;
        this.request = exchange.request();
        this.config = config;
        this.memory = memory;
        this.bound = stranger ? memory.max() / STRANGERS_PART : memory.max();
        this.digest = stranger ? Optional.of(sha256()) : Optional.empty();
    }

    /** What has come: the bytes as they were sent, and their SHA-256 where it was wanted. */
    record Content(byte[] bytes, Optional<byte[]> digest) {

        /**
         * The object that stands there; empty when there is no body.
         *
         * @throws Refusal.Refused when it is anything else
         */
        @SuppressWarnings("unchecked")
        Map<String, Object> object() {
            if (bytes.length == 0) {
                return Map.of();
            }
            try {
                String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
                if (Json.parse(text) instanceof Map<?, ?> object) {
                    return (Map<String, Object>) object;
                }
                throw Refusal.NOT_JSON.because("the body must be a JSON object");
            } catch (CharacterCodingException notText) {
                throw Refusal.NOT_JSON.because("the body is not UTF-8");
            } catch (JsonException notJson) {
                throw Refusal.NOT_JSON.because(notJson.getMessage());
            }
        }
    }

    /**
     * Reads it all. The request must have been paused.
     *
     * @param stranger whether nobody knows yet who sends it, and the digest will have to tell
     * @return fails with {@code Refused}, {@code TooLarge} or {@code Unavailable}
     */
    static Future<Content> read(ApiExchange exchange, ApiConfig config, MemoryBudget memory, boolean stranger) {
        return new ApiBody(exchange, config, memory, stranger).read();
    }

    /** What the head says of a body must be fit to be read: only JSON is, which no page can send without being asked first. */
    static Optional<Refusal> judge(HttpServerRequest request) {
        if (!Replies.isBodyAnnounced(request)) {
            return Optional.empty();
        }
        List<String> types = request.headers().getAll("Content-Type");
        boolean json = types.size() == 1 && JSON.matcher(types.get(0).strip().toLowerCase(Locale.ROOT)).matches();
        String encoding = request.getHeader("Content-Encoding");
        return json && (encoding == null || encoding.equalsIgnoreCase("identity")) ? Optional.empty()
                : Optional.of(Refusal.MEDIA_TYPE);
    }

    private Future<Content> read() {
        long announced = announced();
        if (announced > config.bodyBytesMax()) {
            return Future.failedFuture(tooLarge());
        }
        exchange.whenGone(() -> memory.give(held));
        if (!holds(announced)) {
            return Future.failedFuture(noRoom());
        }
        exchange.visit().expect(config.bodyTimeout(), () -> read.tryFail(Refusal.LATE.exception()));
        request.exceptionHandler(broken -> read.tryFail(Refusal.NOT_JSON.because("the body broke off")));
        request.handler(this::add);
        request.endHandler(end -> read.tryComplete(bytes.getBytes()));
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        request.resume();
        return read.future().map(whole -> new Content(whole, digest.map(MessageDigest::digest)))
                .onComplete(done -> exchange.visit().expectNothing());
    }

    private void add(Buffer chunk) {
        if (read.future().isComplete()) {
            return;
        }
        long size = (long) bytes.length() + chunk.length();
        if (size > config.bodyBytesMax()) {
            request.pause();
            read.tryFail(tooLarge());
        } else if (!holds(size)) {
            request.pause();
            read.tryFail(noRoom());
        } else {
            byte[] part = chunk.getBytes();
            digest.ifPresent(counting -> counting.update(part));
            bytes.appendBytes(part);
        }
    }

    /** Whether there is room for so many bytes in all. */
    private boolean holds(long size) {
        long more = size - held;
        if (more <= 0) {
            return true;
        }
        if (!memory.takeWithin(more, bound)) {
            return false;
        }
        held = size;
        return true;
    }

    /** 0 when the head does not say. */
    private long announced() {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length.strip());
        } catch (NumberFormatException beyondLong) {
            return Long.MAX_VALUE;
        }
    }

    private FaultException tooLarge() {
        return new FaultException(new Fault.TooLarge("the size of the body in bytes", config.bodyBytesMax()));
    }

    private static FaultException noRoom() {
        return new FaultException(new Fault.Unavailable("too many bodies are on their way", SOON));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }
}

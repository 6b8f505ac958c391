package dev.foldd.identity.trust;

import dev.foldd.identity.SignedBytes;
import dev.foldd.json.Storable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What an edge of trust is good for: patterns of names of schemas, and what may be done with those that match. Along a path
 * every edge's scope must cover what is asked for.
 */
public record Scope(List<Grant> grants) {

    /** Reading the fields of a schema, their history too. */
    public static final String READ = "read";
    /** Writing them. */
    public static final String WRITE = "write";
    /** In place of a name of an operation: all of them, also those that later versions will know. */
    public static final String ANY = "*";

    private static final int GRANTS_MAX = 16;
    private static final int OPERATIONS_MAX = 8;
    private static final int PATTERN_MAX = 255;
    /** Operations that are not known here grant nothing here, and may mean something to another node. */
    private static final Pattern OPERATION = Pattern.compile("\\*|[a-z][a-z_]{0,31}");

    /** Reading and writing, of whatever schema. */
    public static final Scope READ_AND_WRITE = new Scope(List.of(new Grant("*", List.of(READ, WRITE))));

    /**
     * Some operations on some schemas.
     *
     * @param pattern a name in which {@code *} stands for any characters, also for none
     */
    public record Grant(String pattern, List<String> operations) {

        /** @throws TrustException when either is not written as it must be */
        public Grant {
            Objects.requireNonNull(pattern);
            operations = List.copyOf(operations);
            if (pattern.isEmpty() || pattern.length() > PATTERN_MAX || !Storable.isStorable(pattern)) {
                throw new TrustException("a pattern of a scope has 1 to " + PATTERN_MAX + " characters");
            }
            if (operations.isEmpty() || operations.size() > OPERATIONS_MAX
                    || new HashSet<>(operations).size() != operations.size()
                    || !operations.stream().allMatch(name -> OPERATION.matcher(name).matches())) {
                throw new TrustException("a pattern of a scope has 1 to " + OPERATIONS_MAX
                        + " operations, each once, such as read, write or *");
            }
        }

        boolean covers(String name, String operation) {
            return (operations.contains(ANY) || operations.contains(operation)) && matches(name);
        }

        /** Goes back to the last star alone, and so takes no more than the product of both lengths. */
        private boolean matches(String name) {
            int at = 0;
            int inPattern = 0;
            int star = -1;
            int resume = 0;
            while (at < name.length()) {
                if (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
                    star = inPattern++;
                    resume = at;
                } else if (inPattern < pattern.length() && pattern.charAt(inPattern) == name.charAt(at)) {
                    inPattern++;
                    at++;
                } else if (star >= 0) {
                    inPattern = star + 1;
                    at = ++resume;
                } else {
                    return false;
                }
            }
            while (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
                inPattern++;
            }
            return inPattern == pattern.length();
        }
    }

    /** @throws TrustException when there is none, too many, or one pattern twice */
    public Scope {
        grants = List.copyOf(grants);
        if (grants.isEmpty() || grants.size() > GRANTS_MAX
                || grants.stream().map(Grant::pattern).distinct().count() != grants.size()) {
            throw new TrustException("a scope has 1 to " + GRANTS_MAX + " patterns, each once");
        }
    }

    /** Whether it lets one do that with a schema of this name. */
    public boolean covers(String name, String operation) {
        return grants.stream().anyMatch(grant -> grant.covers(name, operation));
    }

    /**
     * Reads the form of the wire, {@code [{"pattern": "User*", "operations": ["read"]}]}.
     *
     * @param tree JSON in plain Java
     * @throws TrustException when it is not of that form
     */
    static Scope read(Object tree) {
        if (!(tree instanceof List<?> items) || items.size() > GRANTS_MAX) {
            throw new TrustException("a scope is a list of at most " + GRANTS_MAX + " objects");
        }
        List<Grant> grants = new ArrayList<>();
        for (Object item : items) {
            if (!(item instanceof Map<?, ?> members) || members.size() != 2 || !(members.get("pattern") instanceof String pattern)
                    || !(members.get("operations") instanceof List<?> names) || names.size() > OPERATIONS_MAX
                    || !names.stream().allMatch(String.class::isInstance)) {
                throw new TrustException("each part of a scope has pattern and operations, and nothing else");
            }
            grants.add(new Grant(pattern, names.stream().map(String.class::cast).toList()));
        }
        return new Scope(grants);
    }

    /**
     * Reads the form of the command line, such as {@code User*:read,write}, once for each pattern.
     *
     * @throws TrustException when it is not of that form
     */
    public static Scope parse(List<String> texts) {
        List<Grant> grants = new ArrayList<>();
        for (String text : texts) {
            int colon = text.lastIndexOf(':');
            if (colon < 0) {
                throw new TrustException("a scope is written as PATTERN:OPERATION,OPERATION, such as 'User*:read,write'");
            }
            grants.add(new Grant(text.substring(0, colon), List.of(text.substring(colon + 1).split(",", -1))));
        }
        return new Scope(grants);
    }

    /** JSON in plain Java. */
    List<Object> tree() {
        List<Object> tree = new ArrayList<>();
        for (Grant grant : grants) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("pattern", grant.pattern());
            members.put("operations", grant.operations());
            tree.add(members);
        }
        return tree;
    }

    /** What stands among the signed bytes: for each pattern a list of two, itself and the list of its operations. */
    List<byte[]> signedParts() {
        return grants.stream().map(grant -> SignedBytes.encoded(List.of(utf8(grant.pattern()),
                SignedBytes.encoded(grant.operations().stream().map(Scope::utf8).toList())))).toList();
    }

    /** Roughly how many bytes it takes to keep. */
    int weight() {
        return grants.stream().mapToInt(grant -> 2 * grant.pattern().length() + 64 * (1 + grant.operations().size())).sum();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** As the command line writes it. */
    @Override
    public String toString() {
        return String.join(" ", grants.stream()
                .map(grant -> grant.pattern() + ":" + String.join(",", grant.operations())).toList());
    }
}

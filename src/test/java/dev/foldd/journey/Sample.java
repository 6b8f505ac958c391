package dev.foldd.journey;

import static dev.foldd.testing.DaemonProcess.fresh;
import static dev.foldd.testing.WireClient.map;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** Rows of the four entities that the journeys are about, each different from all others. */
enum Sample {
    USER("User", "username", "bio", "grows apples"),
    PAGE("PageConfig", "path", "title", "Moved"),
    THREAD("ForumThread", "id", "title", "Pears, rather"),
    NOTICE("Notification", "id", "message", "There is nothing to see any more");

    static final String TENANT = "6f1f64b0-0c5e-4a3c-9f6b-2f5b6b0f9c01";
    static final long LONG_AGO = 1_600_000_000_123L;

    final String entity;
    /** A unique field, by which a row can be found. */
    final String unique;
    /** A field to change, and what to. */
    final String changed;
    final String newValue;

    Sample(String entity, String unique, String changed, String newValue) {
        this.entity = entity;
        this.unique = unique;
        this.changed = changed;
        this.newValue = newValue;
    }

    /** What a caller sends to create one. */
    Map<String, Object> row() {
        return switch (this) {
            case USER -> user();
            case PAGE -> map("path", "/" + fresh("page"), "title", "Apples", "componentTree", "{\"type\":\"box\"}",
                    "level", 1, "requiresAuth", false);
            case THREAD -> thread(TENANT, uuid());
            case NOTICE -> notice(TENANT, uuid());
        };
    }

    /** The same with its key and unique field named. */
    Map<String, Object> rowWithKey() {
        Map<String, Object> row = new LinkedHashMap<>(row());
        row.put("id", key());
        return row;
    }

    /** A key that fits. */
    String key() {
        return this == USER || this == PAGE ? uuid() : cuid();
    }

    Map<String, Object> change() {
        return map(changed, newValue);
    }

    static Map<String, Object> user() {
        String name = fresh("user");
        return map("username", name, "email", name + "@example.org");
    }

    static Map<String, Object> thread(String tenant, String author) {
        return map("tenantId", tenant, "categoryId", cuid(), "authorId", author, "title", "Apples", "content",
                "Which are best?", "slug", fresh("apples"), "createdAt", LONG_AGO);
    }

    static Map<String, Object> notice(String tenant, String user) {
        return map("tenantId", tenant, "userId", user, "type", "info", "title", "Look", "message", "Somebody answered",
                "data", map("url", "/thread/1", "counts", new int[] {1, 2}), "createdAt", LONG_AGO);
    }

    static String uuid() {
        return UUID.randomUUID().toString();
    }

    static String cuid() {
        return "c" + ThreadLocalRandom.current().ints(24, 0, 36).mapToObj(digit -> Integer.toString(digit, 36))
                .collect(Collectors.joining());
    }
}

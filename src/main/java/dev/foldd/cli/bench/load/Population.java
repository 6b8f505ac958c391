package dev.foldd.cli.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * The users that the bench works on. Everything about a user follows from its number, so nothing has to be remembered
 * and a second run finds what the first has left.
 */
public final class Population {

    public static final String ENTITY = "User";
    /** Each user has written one. */
    public static final String PAGES = "Page";
    /** What {@code --prepare} loads, unless told otherwise. */
    public static final int ROWS = 100_000;
    public static final int BATCH = 100;
    /** Tenants take turns, a batch of users each, so that a small population has users of the first of them. */
    public static final int TENANTS = 10;
    /** Of each tenant's users the first so many have the role that lists ask for, however many others there are. */
    private static final int LISTED_PER_TENANT = 80;
    /** Rows of a list. */
    public static final int PAGE = 20;

    private static final int USERS_UP_TO = 95;
    private static final String PREPARED_ID = "00000000-0000-4000-8000-";
    private static final String PREPARED_PAGE = "00000000-0000-4000-a000-";
    private static final String PREPARED_TENANT = "00000000-0000-4000-9000-";
    /** Rows made while measuring sort after all others, so that they can be found and taken away again. */
    private static final String MADE_ID = "ffffffff-0000-4000-8000-";

    private Population() {
    }

    /** The id of a user that {@code --prepare} loads. */
    public static String preparedId(long row) {
        return PREPARED_ID + hex(row);
    }

    /** The id of the page that this user has written. */
    public static String pageId(long row) {
        return PREPARED_PAGE + hex(row);
    }

    /** Whose it is. */
    public static String tenant(long row) {
        return tenantId(tenantNumber(row));
    }

    static String tenantId(int number) {
        return PREPARED_TENANT + hex(number);
    }

    static int tenantNumber(long row) {
        return (int) (row / BATCH % TENANTS);
    }

    /** The id of a user that measuring makes. */
    public static String madeId(long row) {
        return MADE_ID + hex(row);
    }

    static String role(long row) {
        long place = row % BATCH;
        boolean listed = row < (long) TENANTS * BATCH && place < LISTED_PER_TENANT;
        return listed ? "moderator" : place < USERS_UP_TO ? "user" : "admin";
    }

    /** One user of those that {@code --prepare} loads. */
    static Map<String, Object> prepared(long row) {
        Map<String, Object> user = user("user_" + hex(row), preparedId(row), role(row));
        user.put("tenantId", tenant(row));
        user.put("profilePicture", "https://pictures.example/" + hex(row) + ".png");
        user.put("isInstanceOwner", false);
        user.put("firstLogin", false);
        return user;
    }

    /** One user as measured requests create it. */
    public static Map<String, Object> made(long row) {
        return user("load_" + hex(row), madeId(row), "user");
    }

    /** The users that one request of {@code --prepare} loads. */
    public static List<Object> preparedBatch(long first) {
        return LongStream.range(first, first + BATCH).<Object>mapToObj(Population::prepared).toList();
    }

    /** The pages of those users. */
    public static List<Object> pageBatch(long first) {
        return LongStream.range(first, first + BATCH).<Object>mapToObj(Population::page).toList();
    }

    private static Map<String, Object> page(long row) {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("id", pageId(row));
        page.put("path", "/bench/" + hex(row));
        page.put("title", "A page made for measuring");
        page.put("body", "A line of text of the usual length, which everybody may read who may see the page.");
        page.put("isPublished", true);
        page.put("authorId", preparedId(row));
        return page;
    }

    /** A number as it stands in ids. */
    public static String hex(long number) {
        byte[] digits = new byte[Template.DIGITS];
        Template.digits(digits, 0, number);
        return new String(digits, StandardCharsets.US_ASCII);
    }

    private static Map<String, Object> user(String name, String id, String role) {
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("id", id);
        user.put("username", name);
        user.put("email", name + "@bench.example");
        user.put("role", role);
        user.put("bio", "A user made for measuring, with a line of text of the usual length.");
        return user;
    }
}

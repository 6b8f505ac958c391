package dev.foldd.cli.bench.load;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What is measured, each with its request, what its reply begins with, and what its result must be. */
public enum Operation implements Task {

    READ("read", "SELECT", Target.PREPARED, "{",
            "{\"id\":\"#q\",\"method\":\"read\",\"params\":[\"User\",\"00000000-0000-4000-8000-#r\"]}"),
    LIST("list", "SELECT (" + Population.PAGE + ")", Target.PREPARED, "{",
            "{\"id\":\"#q\",\"method\":\"list\",\"params\":[\"User\",{\"filter\":{"
                    + "\"tenantId\":\"00000000-0000-4000-9000-#t\",\"role\":\"moderator\"},\"sort\":{\"id\":\"asc\"},\"limit\":"
                    + Population.PAGE + "}]}"),
    CREATE("create", "INSERT", Target.NEW, "{",
            "{\"id\":\"#q\",\"method\":\"create\",\"params\":[\"User\"," + made("#r") + "]}"),
    UPDATE("update", "UPDATE", Target.PREPARED, "{",
            "{\"id\":\"#q\",\"method\":\"update\",\"params\":[\"User\",\"00000000-0000-4000-8000-#r\","
                    + "{\"bio\":\"Changed by request #q\"}]}"),
    CREATE_MANY("createMany", "Bulk (" + Population.BATCH + ")", Target.NEW_BATCH, Integer.toString(Population.BATCH),
            "{\"id\":\"#q\",\"method\":\"createMany\",\"params\":[\"User\",[" + batch() + "]]}"),
    DELETE("delete", "DELETE", Target.MADE, "true",
            "{\"id\":\"#q\",\"method\":\"delete\",\"params\":[\"User\",\"ffffffff-0000-4000-8000-#r\"]}"),
    JOIN("join", "JOIN", Target.PREPARED, "{",
            "{\"id\":\"#q\",\"method\":\"list\",\"params\":[\"Page\",{\"filter\":{\"id\":\"00000000-0000-4000-a000-#r\"},"
                    + "\"include\":[\"author\"],\"limit\":1}]}");

    /** Which rows it works on: one of those prepared, one that is not there yet, a hundred such, or one made before. */
    public enum Target { PREPARED, NEW, NEW_BATCH, MADE }

    /** Whoever sees only one tenant's rows need not ask for them. */
    private static final String TENANT_FILTER = "\"tenantId\":\"00000000-0000-4000-9000-#t\",";

    private final String word;
    private final String title;
    private final Target target;
    private final String resultBegins;
    private final String request;

    Operation(String word, String title, Target target, String resultBegins, String request) {
        this.word = word;
        this.title = title;
        this.target = target;
        this.resultBegins = resultBegins;
        this.request = request;
    }

    /** By its {@link #word}, in any case. */
    public static Optional<Operation> named(String word) {
        return List.of(values()).stream()
                .filter(operation -> operation.word.equalsIgnoreCase(word.trim())).findFirst();
    }

    /** The method's name on the wire, but for {@code join}, which is a list of one row with what it refers to. */
    @Override
    public String word() {
        return word;
    }

    @Override
    public String title() {
        return title;
    }

    /** Which rows it needs. */
    public Target target() {
        return target;
    }

    /** The request to a daemon whose policy shows its caller one tenant's rows, or all. */
    Template template(boolean ofTenant) {
        return Template.of(ofTenant ? request.replace(TENANT_FILTER, "") : request);
    }

    /** What follows {@code "result":} when all is well. */
    String resultBegins() {
        return resultBegins;
    }

    /** Whether a reply that was read in full says what it must; asked of a sample only. */
    boolean isRight(Object result, long row) {
        return switch (this) {
            case READ, UPDATE -> hasId(result, Population.preparedId(row));
            case CREATE -> hasId(result, Population.madeId(row));
            case LIST -> result instanceof Map<?, ?> page && page.get("data") instanceof List<?> rows
                    && rows.size() == Population.PAGE && hasId(rows.get(0), firstOfTenant(row));
            case CREATE_MANY -> Long.valueOf(Population.BATCH).equals(result);
            case DELETE -> Boolean.TRUE.equals(result);
            case JOIN -> result instanceof Map<?, ?> page && page.get("data") instanceof List<?> rows
                    && rows.size() == 1 && rows.get(0) instanceof Map<?, ?> joined
                    && hasId(joined, Population.pageId(row)) && hasId(joined.get("author"), Population.preparedId(row));
        };
    }

    private static boolean hasId(Object row, String id) {
        return row instanceof Map<?, ?> members
                && id.equals(String.valueOf(members.get("id")).toLowerCase(Locale.ROOT));
    }

    private static String firstOfTenant(long row) {
        return Population.preparedId((long) Population.tenantNumber(row) * Population.BATCH);
    }

    private static String made(String number) {
        return "{\"id\":\"ffffffff-0000-4000-8000-" + number + "\",\"username\":\"load_" + number
                + "\",\"email\":\"load_" + number + "@bench.example\",\"role\":\"user\",\"bio\":\"A user made for"
                + " measuring, with a line of text of the usual length.\"}";
    }

    private static String batch() {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < Population.BATCH; i++) {
            rows.append(i == 0 ? "" : ",").append(made("#r" + i + ";"));
        }
        return rows.toString();
    }
}

package dev.foldd.data.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.contract.Principal;
import dev.foldd.contract.data.Method;
import dev.foldd.data.acl.Operation;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.entity.ValueLimits;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Evaluator;
import dev.foldd.data.filter.FilterText;
import dev.foldd.data.sql.ReadSql.Order;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.json.Json;
import dev.foldd.testing.FakeStore;
import dev.foldd.testing.FixedGenerators;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CursorsTest {

    private static final PlanWorld WORLD = new PlanWorld("""
            rules:
              - {entity: Doc, role: user, operations: read}
              - {entity: Case, role: user, operations: read}
              - {entity: Member, role: user, operations: read}
            """);
    private static final RowValidator VALIDATOR = new RowValidator(new FixedGenerators(), ValueLimits.DEFAULT);
    private static final Principal USER = user("u1", "t1");
    private static final String SORTED = "{'filter':{'title':'a'},'sort':[['team','desc']],'limit':1,'cursor':null}";

    @Test
    void the_next_page_begins_behind_the_last_row() {
        String cursor = next(USER, "Doc", SORTED);
        FakeStore store = new FakeStore(0);

        list(store, USER, "Doc", SORTED, cursor);

        assertThat(store.queries().get(0).statement().sql()).contains(
                "WHERE 1=1 AND (\"title\"=? AND (\"team\"<? OR \"team\" IS NULL OR (\"team\"=? AND \"id\">?))) ORDER BY");
        assertThat(store.queries().get(0).parameters()).containsExactly("a", "team0", "team0", "id0", 2L);
    }

    @Test
    void the_total_is_that_of_all_pages() {
        FakeStore store = new FakeStore(1);

        Map<?, ?> answer = list(store, USER, "Doc", SORTED, next(USER, "Doc", SORTED));

        assertThat(answer.get("total")).isEqualTo(FakeStore.COUNT);
        assertThat(store.queries().get(1).statement().sql()).endsWith("WHERE 1=1 AND \"title\"=?");
    }

    @Test
    void what_does_not_change_the_question_may_change_on_the_way() {
        String cursor = next(USER, "Doc", SORTED);

        assertThat(list(new FakeStore(0), USER, "Doc", SORTED.replace("'limit':1", "'limit':9,'fields':['id']"), cursor)
                .get("hasMore")).isEqualTo(false);
    }

    static Stream<Arguments> others() {
        return Stream.of(
                argumentSet("another caller", user("u2", "t1"), "Doc", SORTED),
                argumentSet("the same name in another tenant", user("u1", "t2"), "Doc", SORTED),
                argumentSet("the same name without a tenant", user("u1", null), "Doc", SORTED),
                argumentSet("another entity", USER, "Case", SORTED.replace("team", "slug")),
                argumentSet("another filter", USER, "Doc", SORTED.replace("'a'", "'b'")),
                argumentSet("no filter", USER, "Doc", SORTED.replace("'filter':{'title':'a'},", "")),
                argumentSet("another order", USER, "Doc", SORTED.replace("['team','desc']", "['slug','desc']")),
                argumentSet("the other direction", USER, "Doc", SORTED.replace("desc", "asc")),
                argumentSet("one more field to order by", USER, "Doc", SORTED.replace("['team','desc']",
                        "['team','desc'],['slug','asc']")),
                argumentSet("no order", USER, "Doc", SORTED.replace("'sort':[['team','desc']],", "")));
    }

    @ParameterizedTest
    @MethodSource("others")
    void a_cursor_continues_its_own_question_alone(Principal who, String entity, String options) {
        String cursor = next(USER, "Doc", SORTED);

        assertNotOurs(who, entity, options, cursor);
    }

    static Stream<Arguments> forgeries() {
        return Stream.of(
                argumentSet("words", "next"), argumentSet("one sign", "a"), argumentSet("no base64", "%%%"),
                argumentSet("base64 of nothing but a signature", Base64.getUrlEncoder().encodeToString(new byte[16])),
                argumentSet("a signature of zeros", encoded(new byte[16], "[\"a\",\"b\"]")),
                argumentSet("values of another kind", encoded(new byte[16], "{}")),
                argumentSet("a long one", "A".repeat(8_193)), argumentSet("a very long one", "A".repeat(1_000_000)),
                argumentSet("white space", " "), argumentSet("NUL", "\u0000"));
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void what_is_no_cursor_is_refused(String cursor) {
        assertNotOurs(USER, "Doc", SORTED, cursor);
    }

    @Test
    void every_single_changed_bit_is_noticed() {
        byte[] cursor = Base64.getUrlDecoder().decode(next(USER, "Doc", SORTED));
        for (int bit = 0; bit < cursor.length * 8; bit++) {
            byte[] changed = cursor.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);

            assertNotOurs(USER, "Doc", SORTED, Base64.getUrlEncoder().withoutPadding().encodeToString(changed));
        }
    }

    @Test
    void a_cursor_of_another_key_is_refused() {
        Cursors others = new Cursors("another key of thirty-two bytes!".getBytes(StandardCharsets.US_ASCII));
        Asked asked = WORLD.asked(USER, arguments("Doc", SORTED, null));
        ListOptions options = ListOptions.read(asked, asked.granted(Operation.LIST), PlanWorld.CONFIG);

        assertNotOurs(USER, "Doc", SORTED, others.write(asked, options, List.of("team0", "id0")));
    }

    @Test
    void values_too_long_for_a_cursor_are_refused_when_it_is_made_and_not_when_it_is_used() {
        Asked asked = WORLD.asked(USER, arguments("Doc", SORTED, null));
        ListOptions options = ListOptions.read(asked, asked.granted(Operation.LIST), PlanWorld.CONFIG);
        String longest = PlanWorld.CURSORS.write(asked, options, List.of("x".repeat(6_000), "id0"));

        assertThat(list(new FakeStore(0), USER, "Doc", SORTED, longest).get("hasMore")).isEqualTo(false);
        assertThat(catchThrowableOfType(FaultException.class,
                () -> PlanWorld.CURSORS.write(asked, options, List.of("x".repeat(7_000), "id0"))).fault())
                .isInstanceOf(Fault.TooLarge.class);
    }

    static Stream<Arguments> orders() {
        return Stream.of(
                argumentSet("a text, rising", "[['team','asc']]"), argumentSet("a text, falling", "[['team','desc']]"),
                argumentSet("a number, rising", "[['score','asc']]"), argumentSet("a number, falling", "[['score','desc']]"),
                argumentSet("two, rising and falling", "[['team','asc'],['score','desc']]"),
                argumentSet("two, falling and rising", "[['team','desc'],['score','asc']]"),
                argumentSet("a decimal and a flag", "[['price','desc'],['open','asc']]"),
                argumentSet("the key, falling", "[['id','desc']]"),
                argumentSet("the key before another", "[['id','asc'],['team','asc']]"),
                argumentSet("the key alone", "[]"));
    }

    /** Behind every row of a list with nulls and equal values come exactly the rows that a database sorts behind it. */
    @ParameterizedTest
    @MethodSource("orders")
    void behind_a_row_come_the_rows_behind_it(String sort) {
        String text = "{'sort':" + sort + ",'cursor':null}";
        Asked asked = WORLD.asked(USER, arguments("Doc", text, null));
        ListOptions options = ListOptions.read(asked, asked.granted(Operation.LIST), PlanWorld.CONFIG);
        List<Map<Field, Object>> rows = sorted(options.order());

        for (int i = 0; i < rows.size(); i++) {
            Map<Field, Object> last = rows.get(i);
            List<Object> values = new ArrayList<>();
            options.order().forEach(by -> values.add(last.get(by.field())));
            String cursor = PlanWorld.CURSORS.write(asked, options, values);

            Condition after = PlanWorld.CURSORS.after(asked, asked.granted(Operation.LIST), options, cursor, VALIDATOR);

            List<Map<Field, Object>> behind = rows.stream()
                    .filter(row -> new Evaluator(USER, row, other -> List.of()).admits(after)).toList();
            assertThat(behind).as("behind row " + i + ": " + FilterText.of(after)).isEqualTo(rows.subList(i + 1, rows.size()));
        }
    }

    /** NULL before every value when rising, as SQLite has it. */
    private static List<Map<Field, Object>> sorted(List<Order> order) {
        List<Map<Field, Object>> rows = new ArrayList<>();
        int id = 0;
        for (String team : Arrays.asList(null, "a", "b")) {
            for (Long score : Arrays.asList(null, 2L, 10L)) {
                for (Boolean open : Arrays.asList(null, false, true)) {
                    Map<Field, Object> row = new LinkedHashMap<>();
                    row.put(field("id"), "d" + id / 10 + id++ % 10);
                    row.put(field("team"), team);
                    row.put(field("score"), score);
                    row.put(field("open"), open);
                    row.put(field("price"), score == null ? null : new java.math.BigDecimal(score + ".5"));
                    rows.add(row);
                }
            }
        }
        Comparator<Map<Field, Object>> comparator = (left, right) -> 0;
        for (Order by : order) {
            comparator = comparator.thenComparing(comparing(by));
        }
        rows.sort(comparator);
        return rows;
    }

    @SuppressWarnings("unchecked")
    private static Comparator<Map<Field, Object>> comparing(Order by) {
        Comparator<Map<Field, Object>> rising = Comparator.comparing(row -> (Comparable<Object>) row.get(by.field()),
                Comparator.nullsFirst(Comparator.naturalOrder()));
        return by.descending() ? rising.reversed() : rising;
    }

    private static Field field(String name) {
        return PlanWorld.DOC.field(name).orElseThrow();
    }

    private static void assertNotOurs(Principal who, String entity, String options, String cursor) {
        assertThat(WORLD.refusal(who, Method.LIST, arguments(entity, options, cursor))).isEqualTo(new Fault.Invalid(
                "options.cursor", "does not continue this list; begin again with \"cursor\": null"));
    }

    private static String next(Principal who, String entity, String options) {
        return (String) list(new FakeStore(2), who, entity, options, null).get("nextCursor");
    }

    private static Map<?, ?> list(FakeStore store, Principal who, String entity, String options, String cursor) {
        return (Map<?, ?>) WORLD.run(store, who, Method.LIST, arguments(entity, options, cursor));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> arguments(String entity, String options, String cursor) {
        Map<String, Object> read = new LinkedHashMap<>((Map<String, Object>) Json.parse(options.replace('\'', '"')));
        read.put("cursor", cursor);
        return Map.of("entity", entity, "options", read);
    }

    private static String encoded(byte[] signature, String values) {
        byte[] text = values.getBytes(StandardCharsets.UTF_8);
        byte[] cursor = Arrays.copyOf(signature, signature.length + text.length);
        System.arraycopy(text, 0, cursor, signature.length, text.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
    }

    private static Principal user(String id, String tenant) {
        return PlanWorld.user(id, "user", tenant, Map.of());
    }
}

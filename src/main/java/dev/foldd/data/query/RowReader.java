package dev.foldd.data.query;

import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Principal;
import dev.foldd.data.DataConfig;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Outline;
import dev.foldd.data.filter.Term;
import dev.foldd.data.sql.ReadSql;
import dev.foldd.data.sql.ReadSql.Selection;
import dev.foldd.data.sql.Template;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Session;
import dev.foldd.store.ValueType;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Reads rows with what they bring along: what leads to one row is joined in the same statement, and the lists of all rows that
 * one statement has found are read by one statement for each relation.
 */
public final class RowReader {

    private final DataConfig config;
    private final RowValidator validator;
    private final ReadSql sql;
    private final UnaryOperator<Template> shared;
    private final BiFunction<Object, Supplier<Template>, Template> kept;

    /**
     * @param shared gives the one object that stands for a statement of this text
     * @param kept gives the template that was written for this shape, and has it written where there is none
     */
    public RowReader(DataConfig config, RowValidator validator, ReadSql sql, UnaryOperator<Template> shared,
                     BiFunction<Object, Supplier<Template>, Template> kept) {
        this.config = config;
        this.validator = validator;
        this.sql = sql;
        this.shared = shared;
        this.kept = kept;
    }

    /** What decides the text of a page's statement: grants and fields are the same objects for the same rights. */
    private record Shape(Selection selection, boolean offset, boolean counted) {
    }

    /** Who asks, and what ends his statements. */
    public record Asker(Principal principal, Cancellation life) {
    }

    /**
     * A statement that reads rows.
     *
     * @param hidden where the fields stand that are read and not answered
     * @param counted whether each row tells behind all else how many there are in all
     */
    public record Page(Query query, Layout layout, int hidden, boolean counted) {
        /** The values of the hidden fields in a row that this statement has read. */
        public List<Object> hiddenOf(Object[] row, int count) {
            return new ArrayList<>(Arrays.asList(row).subList(hidden, hidden + count));
        }

        /** How many rows there are in all, where the rows of this statement tell it. */
        public OptionalLong total(Rows rows) {
            Object[] first = counted && !rows.values().isEmpty() ? rows.values().get(0) : null;
            return first == null ? OptionalLong.empty() : OptionalLong.of((Long) first[first.length - 1]);
        }
    }

    /** Which rows of all those selected. */
    public record Span(long limit, long offset) {
    }

    /**
     * The statement that reads selected rows with what they bring along.
     *
     * @param answered the rows, with the fields that are answered
     * @param hidden fields to read beside those
     * @param counting whether the number of all rows will be asked too; it is read in the same statement where more than one
     *     row may be selected and no search has to be made for it a second time
     */
    public Page page(Selection answered, List<Field> hidden, List<Include> includes, Span span, boolean counting, Asker asker) {
        Layout.Reading reading = Layout.of(answered.fields(), hidden, includes, 0);
        Optional<Outline> outline = includes.stream().allMatch(RowReader::isPlain) ? Outline.of(answered.wanted())
                : Optional.empty();
        Selection selection = new Selection(answered.grant(), reading.fields(), answered.keyed(),
                outline.map(Outline::shape).orElse(answered.wanted()), answered.order(), reading.joined());
        boolean counted = counting && outline.isPresent() && !selection.isOfOneKey();
        List<Object> arguments = new ArrayList<>(outline.map(Outline::values).orElse(List.of()));
        Term limit = argument(arguments, span.limit());
        Term offset = span.offset() == 0 ? null : argument(arguments, span.offset());
        Supplier<Template> writer = () -> sql.rows(selection, limit, offset, counted);
        Template template = outline.isPresent() ? kept.apply(new Shape(selection, offset != null, counted), writer)
                : shared.apply(writer.get());
        Query query = new Query(template.statement(), template.bind(asker.principal(), arguments), config.statement(),
                asker.life());
        return new Page(query, reading.layout(), answered.fields().size(), counted);
    }

    /** Whether it brings along whatever is there. */
    private static boolean isPlain(Include include) {
        return include.relation().many()
                || include.wanted().equals(Condition.TRUE) && include.includes().stream().allMatch(RowReader::isPlain);
    }

    private static Term argument(List<Object> arguments, long value) {
        arguments.add(value);
        return new Term.Argument(arguments.size() - 1, ValueType.BIGINT);
    }

    /**
     * The first rows of a page as they are answered, with the lists that they bring along.
     *
     * @param rows what the page's statement has read
     * @return fails with {@code TooLarge} when the lists go beyond the bounds
     */
    public Future<List<Object>> answer(Session session, Page page, Rows rows, int count, Asker asker) {
        ReplyTree tree = new ReplyTree(validator, config.include(), config.statement().bytesMax());
        List<Object> answered = tree.add(page.layout(), rows.values().subList(0, count));
        return lists(session, tree, asker).map(read -> {
            tree.refuseBeyondBounds(page.layout(), answered);
            return answered;
        });
    }

    /** Reads what the rows read so far bring along, then what that brings along, until nothing is missing. */
    private Future<Void> lists(Session session, ReplyTree tree, Asker asker) {
        return tree.next().map(missing -> list(session, tree, missing, asker).compose(read -> lists(session, tree, asker)))
                .orElseGet(Future::succeededFuture);
    }

    private Future<Void> list(Session session, ReplyTree tree, ReplyTree.Missing missing, Asker asker) {
        Include include = missing.many().include();
        Layout.Reading reading = missing.many().reading();
        List<Object> arguments = new ArrayList<>(missing.keys());
        int places = placesFor(arguments.size());
        while (arguments.size() < places) {
            arguments.add(arguments.get(arguments.size() - 1));
        }
        arguments.add(tree.rowsLeft() + 1L);
        long each = include.limit().isPresent() ? include.limit().getAsInt() : config.include().rowsEachMax() + 1L;
        Selection selection = new Selection(include.there().grant(), reading.fields(), Condition.TRUE, include.wanted(),
                include.order(), reading.joined());
        Template template = shared.apply(sql.byKeys(selection, include.relation().other(), places, number(each)));
        Query query = new Query(template.statement(), template.bind(asker.principal(), arguments),
                tree.limits(config.statement()), asker.life());
        return session.read(query).map(rows -> {
            tree.fill(missing, rows.values());
            return null;
        });
    }

    /** The next power of two: fewer lengths make fewer statements. */
    private static int placesFor(int keys) {
        return keys <= 1 ? keys : Integer.highestOneBit(keys - 1) << 1;
    }

    private static Term number(long value) {
        return new Term.Value(value, ValueType.BIGINT);
    }
}

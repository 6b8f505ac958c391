package dev.foldd.data.query;

import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Principal;
import dev.foldd.data.DataConfig;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.filter.Condition;
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

    /** @param shared gives the one object that stands for a statement of this text */
    public RowReader(DataConfig config, RowValidator validator, ReadSql sql, UnaryOperator<Template> shared) {
        this.config = config;
        this.validator = validator;
        this.sql = sql;
        this.shared = shared;
    }

    /** Who asks, and what ends his statements. */
    public record Asker(Principal principal, Cancellation life) {
    }

    /**
     * A statement that reads rows.
     *
     * @param hidden where the fields stand that are read and not answered
     */
    public record Page(Query query, Layout layout, int hidden) {
        /** The values of the hidden fields in a row that this statement has read. */
        public List<Object> hiddenOf(Object[] row, int count) {
            return new ArrayList<>(Arrays.asList(row).subList(hidden, hidden + count));
        }
    }

    /**
     * The statement that reads selected rows with what they bring along.
     *
     * @param answered the rows, with the fields that are answered
     * @param hidden fields to read beside those
     * @param offset rows to leave out in front
     */
    public Page page(Selection answered, List<Field> hidden, List<Include> includes, long limit, long offset, Asker asker) {
        Layout.Reading reading = Layout.of(answered.fields(), hidden, includes, 0);
        Selection selection = new Selection(answered.grant(), reading.fields(), answered.keyed(), answered.wanted(),
                answered.order(), reading.joined());
        Template template = shared.apply(sql.rows(selection, number(limit), offset == 0 ? null : number(offset)));
        Query query = new Query(template.statement(), template.bind(asker.principal(), List.of()), config.statement(),
                asker.life());
        return new Page(query, reading.layout(), answered.fields().size());
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

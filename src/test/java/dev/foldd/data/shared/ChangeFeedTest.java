package dev.foldd.data.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.contract.Observation;
import dev.foldd.contract.Observation.ChangesFollowed;
import dev.foldd.data.shared.Change.Op;
import dev.foldd.store.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChangeFeedTest {

    private static final Duration STALE = Duration.ofSeconds(1);
    private static final Duration KEPT = Duration.ofSeconds(100);

    private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);
    private final ScriptedChanges database = new ScriptedChanges();
    private final List<String> heard = new ArrayList<>();
    private final List<Observation> observed = new ArrayList<>();
    private ChangeFeed feed;

    @BeforeEach
    void begin() {
        feed = new ChangeFeed(database, new ChangeTable(SharedDialect.POSTGRES, "own"), new ChangeFeed.Listener() {
            @Override
            public void changed(Change change) {
                heard.add(change.table().orElse("*") + " " + change.op().word());
            }

            @Override
            public void everything() {
                heard.add("everything");
            }
        }, new ChangeFeed.Pace(STALE, KEPT), observed::add, nanos::get);
        database.add(3, "other", "A", "insert");
        assertThat(feed.isCurrent()).as("before the first look").isFalse();
        feed.look();
        assertThat(heardNow()).containsExactly("everything");
    }

    private List<String> heardNow() {
        List<String> now = List.copyOf(heard);
        heard.clear();
        return now;
    }

    private List<String> look() {
        feed.look();
        return heardNow();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void what_others_write_is_told_once_and_what_it_writes_itself_is_not() {
        database.add(11, "other", "A", "update");
        database.add(12, "own", "B", "update");
        database.add(13, "third", null, "any");
        database.add(14, "third", null, "none");
        database.add(15, "third", "C", "a word of a later version");

        assertThat(look()).containsExactly("A update", "* any", "C any");
        assertThat(look()).isEmpty();
    }

    @Test
    void a_lower_number_that_is_committed_later_is_told_then() {
        database.add(12, "other", "B", "insert");
        assertThat(look()).containsExactly("B insert");

        pass(KEPT.minusSeconds(60));
        look();
        database.add(11, "other", "A", "delete");

        assertThat(look()).containsExactly("A delete");
    }

    @Test
    void numbers_that_were_missing_at_the_beginning_are_told_too() {
        database.add(2, "other", "below the lowest row", "insert");
        database.add(5, "other", "between", "insert");

        assertThat(look()).containsExactlyInAnyOrder("below the lowest row insert", "between insert");
    }

    @Test
    void more_rows_than_a_page_are_read_in_one_look() {
        for (int i = 0; i < 2 * ChangeTable.PAGE + 1; i++) {
            database.add(20 + i, "other", "A", "insert");
        }

        assertThat(look()).hasSize(2 * ChangeTable.PAGE + 1);
    }

    @Test
    void it_is_current_as_long_as_its_last_look_began_not_long_ago() {
        assertThat(feed.isCurrent()).isTrue();
        pass(STALE.minusNanos(1));
        assertThat(feed.isCurrent()).isTrue();
        pass(Duration.ofNanos(1));
        assertThat(feed.isCurrent()).isFalse();

        database.hold();
        feed.look();
        pass(Duration.ofMillis(900));
        assertThat(feed.isCurrent()).as("while it looks").isFalse();
        database.goOn();
        assertThat(feed.isCurrent()).as("it knows what was when it began").isTrue();
        pass(Duration.ofMillis(100));
        assertThat(feed.isCurrent()).isFalse();
    }

    @Test
    void a_hint_that_comes_while_it_looks_makes_it_look_once_more() {
        database.hold();
        feed.look();
        feed.look();
        feed.look();
        int before = database.looks();
        database.goOn();

        assertThat(database.looks() - before).isEqualTo(2);
    }

    @Test
    void after_a_look_that_failed_everything_may_have_changed() {
        database.fail(true);
        assertThat(feed.look().failed()).isTrue();
        assertThat(heardNow()).isEmpty();
        assertThat(feed.isCurrent()).as("what was known is still young").isTrue();
        pass(STALE);
        feed.look();
        assertThat(feed.isCurrent()).isFalse();
        assertThat(observed.get(observed.size() - 1)).isInstanceOfSatisfying(ChangesFollowed.class, now -> {
            assertThat(now.current()).isFalse();
            assertThat(now.age()).isEqualTo(STALE);
        });

        database.fail(false);
        database.add(30, "other", "A", "insert");
        assertThat(look()).containsExactly("everything");
        assertThat(feed.isCurrent()).isTrue();
        database.add(database.last() + 1, "other", "B", "insert");
        assertThat(look()).containsExactly("B insert");
    }

    @Test
    void a_database_whose_numbers_are_lower_than_before_is_followed_after_the_break() {
        database.fail(true);
        feed.look();
        database.fail(false);
        database.clear();

        assertThat(look()).containsExactly("everything");
        database.add(database.last() + 1, "other", "B", "insert");
        assertThat(look()).containsExactly("B insert");
    }

    @Test
    void whoever_has_not_looked_for_so_long_that_rows_may_be_gone_begins_anew() {
        pass(KEPT.dividedBy(2));

        assertThat(look()).containsExactly("everything");
    }

    @Test
    void while_numbers_are_missing_that_cannot_be_looked_for_it_is_not_current() {
        database.add(1_000_000, "other", "A", "insert");

        assertThat(look()).containsExactly("A insert");
        assertThat(feed.isCurrent()).isFalse();
        for (int i = 0; i < 4; i++) {
            pass(KEPT.dividedBy(4));
            look();
        }
        look();
        assertThat(feed.isCurrent()).isTrue();
    }

    @Test
    void numbers_of_transactions_that_have_ended_are_not_looked_for_any_more() {
        database.add(1_000_000, "other", "A", "insert");
        look();
        pass(Duration.ofSeconds(6));
        look();
        assertThat(missing()).isEqualTo(Numbers.OPEN_MAX);

        database.ended(110);
        pass(Duration.ofSeconds(1));
        look();
        assertThat(missing()).as("ended before the moment that is known").isEqualTo(Numbers.OPEN_MAX);
        database.ended(120);
        pass(Duration.ofSeconds(1));
        look();

        assertThat(missing()).isZero();
        assertThat(feed.isCurrent()).isTrue();
    }

    private long missing() {
        return ((ChangesFollowed) observed.get(observed.size() - 1)).missing();
    }

    @Test
    void a_statement_is_joined_with_its_line_and_keeps_its_form() {
        ChangeTable table = new ChangeTable(SharedDialect.POSTGRES, "own");
        Statement write = new Statement("UPDATE \"It's\" SET x = $1", List.of(), List.of(), Optional.of("UPDATE many"),
                true, List.of("It's"));

        Statement joined = table.joined(write, new Change(Optional.of("It's"), Op.UPDATE)).orElseThrow();

        assertThat(joined.sql()).startsWith("WITH foldd_told AS (INSERT INTO foldd_change ").contains("'own', 'It''s', 'update')")
                .endsWith(" UPDATE \"It's\" SET x = $1");
        assertThat(joined.many().orElseThrow()).endsWith(" UPDATE many");
        assertThat(joined.brief()).isTrue();
        assertThat(table.joined(write, new Change(Optional.of("It's"), Op.UPDATE))).get().isSameAs(joined);
        assertThat(table.joined(write, Change.ANYTHING)).isEmpty();
        assertThat(new ChangeTable(SharedDialect.MYSQL, "own").joined(write, new Change(Optional.of("It's"), Op.UPDATE))).isEmpty();
    }
}

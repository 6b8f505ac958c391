package dev.foldd.data.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.contract.Cancellation;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Session;
import dev.foldd.store.Statement;
import dev.foldd.store.Step;
import dev.foldd.store.Work;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class PlanTest {

    private static final FaultException CONFLICT = new FaultException(new Fault.Conflict("taken"));
    private static final Work WORK = new Work(List.of(Step.run(new Statement("INSERT", List.of()), List.of())),
            new Query.Limits(Duration.ofSeconds(1), 1, 1), new Cancellation());

    private static Plan plan() {
        return Plan.writing(Plan.Subject.NONE, WORK, rows -> new Plan.Outcome(rows.affected(), rows.affected()));
    }

    /** Gives one result after the other. */
    private record Scripted(Queue<Future<Rows>> results) implements Session {
        @Override
        public Future<Rows> read(Query query) {
            return Future.failedFuture("nothing is read here");
        }

        @Override
        public Future<Rows> write(Work work) {
            return results.remove();
        }
    }

    private static Scripted session(List<Future<Rows>> results) {
        return new Scripted(new ArrayDeque<>(results));
    }

    @Test
    void what_met_a_conflict_is_run_again_once_where_that_is_meant() {
        Scripted made = session(List.of(Future.failedFuture(CONFLICT), Future.succeededFuture(Rows.affecting(1))));

        assertThat(plan().againAfterConflict().runOn(made).result().rows()).isEqualTo(1);
        assertThat(plan().runOn(session(List.of(Future.failedFuture(CONFLICT)))).cause()).isSameAs(CONFLICT);
    }

    @Test
    void a_conflict_that_stays_is_told_as_it_was_and_another_failure_is_not_tried_again() {
        FaultException second = new FaultException(new Fault.Conflict("the transaction has ended"));
        FaultException away = new FaultException(new Fault.Unavailable("away", Duration.ofSeconds(1)));

        assertThat(plan().againAfterConflict().runOn(session(List.of(Future.failedFuture(CONFLICT), Future.failedFuture(second))))
                .cause()).isSameAs(CONFLICT);
        assertThat(plan().againAfterConflict().runOn(session(List.of(Future.failedFuture(away)))).cause()).isSameAs(away);
    }
}

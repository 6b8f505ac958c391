package dev.foldd.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class InboxTest {

    private final Inbox inbox = new Inbox(3);

    @Test
    void all_are_taken_the_oldest_first() {
        Inbox.Job first = new Inbox.Job(null);
        Inbox.Job second = new Inbox.Job(null);
        inbox.offer(first);
        inbox.offer(second);

        assertThat(linked(inbox.takeAll(0, 0))).containsExactly(first, second);
        assertThat(inbox.takeAll(0, 0)).isNull();
    }

    @Test
    void while_the_taker_gathers_others_join_the_first() throws Exception {
        Inbox.Job first = new Inbox.Job(null);
        Inbox.Job second = new Inbox.Job(null);
        inbox.offer(first);
        inbox.takenBy(Thread.currentThread());
        Thread other = new Thread(() -> {
            inbox.offer(second);
            inbox.wake();
        });
        other.start();

        List<Inbox.Job> taken = linked(inbox.takeAll(0, Duration.ofMinutes(1).toNanos()));

        other.join();
        assertThat(taken).containsExactly(first, second);
    }

    @Test
    void nothing_is_gathered_where_nobody_came() {
        assertThat(inbox.takeAll(0, Duration.ofMinutes(1).toNanos())).isNull();
    }

    @Test
    void a_full_inbox_takes_no_more() {
        for (int i = 0; i < 3; i++) {
            assertThat(inbox.offer(new Inbox.Job(null))).isTrue();
        }

        assertThat(inbox.offer(new Inbox.Job(null))).isFalse();
        assertThat(inbox.depth()).isEqualTo(3);
    }

    private static List<Inbox.Job> linked(Inbox.Job oldest) {
        List<Inbox.Job> jobs = new ArrayList<>();
        for (Inbox.Job job = oldest; job != null; job = job.next()) {
            jobs.add(job);
        }
        return jobs;
    }
}

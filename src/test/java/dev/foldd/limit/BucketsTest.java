package dev.foldd.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BucketsTest {

    @Test
    void a_key_keeps_its_bucket() {
        Buckets buckets = new Buckets(64, 1);

        Buckets.Bucket first = buckets.of("a", 0);

        assertThat(buckets.of(new String("a"), 5)).isSameAs(first);
        assertThat(buckets.of("b", 5)).isNotSameAs(first);
    }

    @Test
    void keys_of_one_hash_keep_buckets_of_their_own() {
        Buckets buckets = new Buckets(64, 1);

        Buckets.Bucket first = buckets.of("Aa", 0);

        assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
        assertThat(buckets.of("BB", 0)).isNotSameAs(first);
        assertThat(buckets.of("Aa", 0)).isSameAs(first);
    }

    @Test
    void a_million_addresses_take_no_more_room_than_there_is() {
        Buckets buckets = new Buckets(1000, 42);

        for (int i = 0; i < 1_000_000; i++) {
            buckets.of("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255), i).requests.set(i + 1_000_000_000L);
        }

        assertThat(buckets.capacity()).isEqualTo(1024);
        assertThat(buckets.size()).isBetween(900, 1024);
    }

    @Test
    void the_fullest_leaves_and_the_most_spent_stays() {
        Buckets buckets = new Buckets(Buckets.WAYS, 7);
        List<Buckets.Bucket> all = new ArrayList<>();
        for (int i = 0; i < Buckets.WAYS; i++) {
            Buckets.Bucket bucket = buckets.of("k" + i, 0);
            bucket.requests.set(1000 + i);
            bucket.writes.set(i == 3 ? -50 : 2000);
            all.add(bucket);
        }
        all.get(3).requests.set(10);

        Buckets.Bucket added = buckets.of("new", 0);

        assertThat(buckets.of("new", 0)).isSameAs(added);
        assertThat(buckets.of("k7", 0)).isSameAs(all.get(7));
        assertThat(buckets.of("k2", 0)).isSameAs(all.get(2));
        assertThat(buckets.of("k3", 0)).isNotSameAs(all.get(3));
    }

    @Test
    void a_full_bucket_leaves_before_any_other_though_clocks_start_anywhere() {
        long now = Long.MAX_VALUE - 5;
        Buckets buckets = new Buckets(Buckets.WAYS, 7);
        for (int i = 0; i < Buckets.WAYS; i++) {
            buckets.of("k" + i, now).requests.set(now + 1000 + i);
        }
        Buckets.Bucket full = buckets.of("k5", now);
        full.requests.set(now - 10);

        buckets.of("new", now);

        assertThat(buckets.of("k0", now).requests.get()).isEqualTo(now + 1000);
        assertThat(buckets.of("k5", now)).isNotSameAs(full);
    }
}

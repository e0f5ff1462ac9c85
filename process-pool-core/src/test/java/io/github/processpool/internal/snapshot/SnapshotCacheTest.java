package io.github.processpool.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SnapshotCacheTest {

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger taken = new AtomicInteger();
    private final SnapshotCache<Integer> cache = new SnapshotCache<>(now::get);
    private final Supplier<Integer> source = taken::incrementAndGet;

    @Test
    void snapshotIsTakenAnewAfterOneSecond() {
        cache.get(source);
        now.set(TimeUnit.MILLISECONDS.toNanos(999));
        assertThat(cache.get(source)).isEqualTo(1);

        now.set(TimeUnit.SECONDS.toNanos(1));
        assertThat(cache.get(source)).isEqualTo(2);
    }

    @Test
    void keepsTheLastSnapshotWhenTheNextOneFails() {
        assertThat(cache.last()).isNull();
        cache.get(source);
        now.set(TimeUnit.SECONDS.toNanos(5));

        assertThatThrownBy(() -> cache.get(() -> {
                    throw new IllegalStateException("no snapshot");
                }))
                .hasMessage("no snapshot");
        assertThat(cache.last()).isEqualTo(1);
        assertThat(cache.get(source)).isEqualTo(2);
    }
}

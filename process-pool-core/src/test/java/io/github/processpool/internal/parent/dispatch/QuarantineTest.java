package io.github.processpool.internal.parent.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.WorkerCrashedException.Circumstances;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class QuarantineTest {

    private static final Circumstances FACTS =
            new Circumstances(17, OptionalInt.of(3), Optional.empty(), false, List.of(), Optional.empty());

    private final Quarantine quarantine = new Quarantine(3);

    private boolean lose(String key) {
        return quarantine.workerLost(key, "worker 0 (pid 17) exited with code 3", FACTS);
    }

    @Test
    void theThirdLossQuarantinesAKeyAndSaysSoOnce() {
        assertThat(lose("a")).isFalse();
        assertThat(lose("a")).isFalse();
        assertThat(quarantine.holds("a")).isFalse();
        assertThat(lose("a")).isTrue();
        assertThat(quarantine.holds("a")).isTrue();
        assertThat(lose("a"))
                .as("news when a task that ran meanwhile is lost too")
                .isFalse();
    }

    @Test
    void keysDoNotMix() {
        lose("a");
        lose("b");
        lose("a");
        lose("b");

        assertThat(quarantine.holds("a")).isFalse();
        assertThat(lose("b")).isTrue();
        assertThat(quarantine.holds("a")).isFalse();
    }

    @Test
    void aTaskThatLeavesItsWorkerInOrderSetsTheCountBack() {
        lose("a");
        lose("a");
        quarantine.survived("a");

        assertThat(lose("a")).isFalse();
        assertThat(lose("a")).isFalse();
        assertThat(lose("a")).isTrue();
    }

    @Test
    void nothingEndsAQuarantine() {
        lose("a");
        lose("a");
        lose("a");
        quarantine.survived("a");

        assertThat(quarantine.holds("a")).isTrue();
    }

    @Test
    void remembersNoMoreThanItsNumberOfKeysAndForgetsTheOneNotAskedForLongest() {
        for (String key : List.of("first", "second")) {
            lose(key);
            lose(key);
            lose(key);
        }
        assertThat(quarantine.holds("first")).isTrue();
        for (int i = 0; i < Quarantine.MOST_KEYS - 1; i++) {
            lose("key " + i);
        }

        assertThat(quarantine.holds("first")).isTrue();
        assertThat(quarantine.holds("second")).isFalse();
    }
}

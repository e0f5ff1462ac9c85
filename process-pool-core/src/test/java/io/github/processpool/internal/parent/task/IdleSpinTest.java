package io.github.processpool.internal.parent.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.testing.ManualTimer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IdleSpinTest {

    private final ManualTimer timer = new ManualTimer();
    private final IdleSpin spin = new IdleSpin();

    private final List<Boolean> seenUnderWay = new ArrayList<>();

    private boolean isOverSoon() {
        spin.forgetIfOld(timer.now() + TimeUnit.MILLISECONDS.toNanos(1));
        boolean kept = spin.isUnderWay();
        spin.forgetIfOld(timer.now() + TimeUnit.SECONDS.toNanos(1));
        return kept || seenUnderWay.size() > 1;
    }

    /** Otherwise no thread would ever be woken again. */
    @Test
    void oneWhoseThreadGotLostIsOverSoonAndAnotherMayBegin() {
        spin.await(timer, () -> seenUnderWay.add(spin.isUnderWay()) && isOverSoon());
        assertThat(seenUnderWay).containsExactly(true, false);
        boolean[] begun = {false};
        spin.await(timer, () -> begun[0] = spin.isUnderWay());
        assertThat(begun[0]).isTrue();
    }
}

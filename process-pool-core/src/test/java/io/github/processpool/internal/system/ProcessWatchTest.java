package io.github.processpool.internal.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessWatchTest {

    /** Larger than any number that a system gives. */
    private static final long NOBODY = Integer.MAX_VALUE;

    @Test
    void aProcessThatRunsIsNotGoneHoweverOftenItIsLookedAt() {
        ProcessWatch watch = new ProcessWatch(ProcessLife.ownPid());

        assertThat(watch.isGone()).isFalse();
        assertThat(watch.isGone()).isFalse();
    }

    @Test
    void oneThatCanNotBeSeenIsNeverKnownToBeGone() {
        assertThat(new ProcessWatch(NOBODY).isGone()).isFalse();
    }

    @Test
    void theOwnNumberIsThatOfTheJdk() {
        assertThat(ProcessLife.ownPid()).isEqualTo(ProcessHandle.current().pid());
    }
}

package io.github.processpool.internal.parent.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FirstHeapTest {

    private static final long GIGABYTE = 1L << 30;

    @Test
    void isTheSameOnEveryLargeMachine() {
        assertThat(FirstHeap.on(8 * GIGABYTE)).containsExactly("-XX:InitialRAMPercentage=0.78125");
        assertThat(FirstHeap.on(1024 * GIGABYTE)).containsExactly("-XX:InitialRAMPercentage=0.00610");
    }

    @Test
    void isTheJvmsOwnWhereThatIsSmaller() {
        assertThat(FirstHeap.on(4 * GIGABYTE)).isEmpty();
        assertThat(FirstHeap.on(GIGABYTE / 4)).isEmpty();
    }

    @Test
    void isNoneOfOursWhereTheMemoryIsNotKnown() {
        assertThat(FirstHeap.on(0)).isEmpty();
        assertThat(FirstHeap.on(-1)).isEmpty();
    }
}

package io.github.processpool.internal.parent.crew;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeadTimeTest {

    private final LeadTime leadTime = new LeadTime();

    @Test
    void itIsOneTaskAsLongAsNothingIsKnown() {
        assertThat(leadTime.tasks()).isEqualTo(1);
        leadTime.onStart(1000);
        assertThat(leadTime.tasks()).isEqualTo(1);
    }

    @Test
    void itIsTheTasksThatARunWhileAWorkerStartsAndOneMore() {
        leadTime.onStart(1000);
        leadTime.onTask(100);

        assertThat(leadTime.tasks()).isEqualTo(11);
    }

    @Test
    void itFollowsTheAverages() {
        leadTime.onStart(1000);
        leadTime.onStart(2000);
        leadTime.onTask(100);
        leadTime.onTask(900);

        assertThat(leadTime.tasks()).isEqualTo((1250 + 2 * 250) / 200 + 1);
    }

    @Test
    void itIsLongerWhereSomeStartsTakeLongerThanOthers() {
        leadTime.onTask(100);
        for (int i = 0; i < 50; i++) {
            leadTime.onStart(i % 2 == 0 ? 600 : 1400);
        }

        assertThat(leadTime.tasks()).isBetween(15L, 22L);
    }

    @Test
    void itIsThatOfAStartWhereAllTakeTheSame() {
        leadTime.onTask(100);
        for (int i = 0; i < 50; i++) {
            leadTime.onStart(i == 0 ? 600 : 1000);
        }

        assertThat(leadTime.tasks()).isBetween(10L, 11L);
    }

    @Test
    void aWarmUpIsPartOfTheStartsToCome() {
        leadTime.onStart(1000);
        leadTime.onTask(100);
        leadTime.onWarmUp(5000);
        assertThat(leadTime.tasks()).isEqualTo(51);
        leadTime.onWarmUp(10);
        assertThat(leadTime.tasks()).isEqualTo(51);
    }
}

package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TaskOptionsTest {

    private static final TaskOptions ALL = TaskOptions.builder()
            .name("a name")
            .timeout(Duration.ofSeconds(1))
            .queueTimeout(Duration.ofSeconds(2))
            .deadline(Duration.ofSeconds(3))
            .gracePeriod(Duration.ZERO)
            .priority(-4)
            .maxAttempts(5)
            .quarantineKey("a quarantine key")
            .affinityKey("an affinity key")
            .build();

    @Test
    void remembersWhatItWasGiven() {
        assertThat(ALL.name()).contains("a name");
        assertThat(ALL.timeout()).contains(Duration.ofSeconds(1));
        assertThat(ALL.queueTimeout()).contains(Duration.ofSeconds(2));
        assertThat(ALL.deadline()).contains(Duration.ofSeconds(3));
        assertThat(ALL.gracePeriod()).contains(Duration.ZERO);
        assertThat(ALL.priority()).isEqualTo(-4);
        assertThat(ALL.maxAttempts()).isEqualTo(5);
        assertThat(ALL.quarantineKey()).contains("a quarantine key");
        assertThat(ALL.affinityKey()).contains("an affinity key");
    }

    @Test
    void defaultsLimitNothingAndTryOnce() {
        TaskOptions defaults = TaskOptions.defaults();

        assertThat(defaults.name()).isEmpty();
        assertThat(defaults.timeout()).isEmpty();
        assertThat(defaults.queueTimeout()).isEmpty();
        assertThat(defaults.deadline()).isEmpty();
        assertThat(defaults.gracePeriod()).isEmpty();
        assertThat(defaults.priority()).isZero();
        assertThat(defaults.maxAttempts()).isEqualTo(1);
        assertThat(defaults.quarantineKey()).isEmpty();
        assertThat(defaults.affinityKey()).isEmpty();
    }

    @Test
    void aCopyIsEqualButForWhatIsChanged() {
        TaskOptions copy = ALL.toBuilder().priority(9).build();

        assertThat(copy).usingRecursiveComparison().ignoringFields("priority").isEqualTo(ALL);
        assertThat(copy.priority()).isEqualTo(9);
        assertThat(ALL.priority()).isEqualTo(-4);
    }

    @Test
    void refusesWhatCantWorkAndNamesIt() {
        TaskOptions.Builder builder = TaskOptions.builder();
        assertThatIllegalArgumentException().isThrownBy(() -> builder.name(" ")).withMessageContaining("name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.timeout(Duration.ZERO))
                .withMessageContaining("timeout")
                .withMessageContaining("PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.queueTimeout(Duration.ofMillis(-1)))
                .withMessageContaining("queueTimeout")
                .withMessageContaining("PT-0.001S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.deadline(Duration.ZERO))
                .withMessageContaining("deadline");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.gracePeriod(Duration.ofSeconds(-1)))
                .withMessageContaining("gracePeriod")
                .withMessageContaining("PT-1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maxAttempts(0))
                .withMessageContaining("maxAttempts")
                .withMessageContaining("0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.quarantineKey(" "))
                .withMessageContaining("quarantineKey");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.affinityKey(""))
                .withMessageContaining("affinityKey");
        assertThatNullPointerException().isThrownBy(() -> builder.name(null)).withMessageContaining("name");
        assertThatNullPointerException().isThrownBy(() -> builder.timeout(null)).withMessageContaining("timeout");
    }

    @Test
    void aDurationBeyondTheLengthOfHistoryIsCutInsteadOfOverflowing() {
        Duration endless = Duration.ofSeconds(Long.MAX_VALUE);

        assertThat(TaskOptions.builder()
                        .timeout(endless)
                        .build()
                        .timeout()
                        .orElseThrow()
                        .toNanos())
                .isEqualTo(Long.MAX_VALUE);
    }
}

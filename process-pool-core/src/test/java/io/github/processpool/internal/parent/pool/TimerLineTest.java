package io.github.processpool.internal.parent.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TimerLineTest {

    private final TimerLine line = new TimerLine();

    private static final class Due extends TimerLine.Entry {

        private Due(long nanos) {
            due = nanos;
        }
    }

    private TimerLine.Entry add(long nanos) {
        Due entry = new Due(nanos);
        line.add(entry);
        return entry;
    }

    @Test
    void theFirstIsInFrontWhateverComesAndGoes() {
        Random random = new Random(7);
        List<TimerLine.Entry> there = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (there.isEmpty() || random.nextInt(5) < 3) {
                there.add(add(random.nextInt(1000)));
            } else {
                line.remove(there.remove(random.nextInt(there.size())));
            }
            long first = there.stream().mapToLong(entry -> entry.due).min().orElse(-1);
            assertThat(line.first() == null ? -1 : line.first().due).isEqualTo(first);
            there.sort(Comparator.comparingInt(System::identityHashCode));
            if (there.size() > 200) {
                there.forEach(line::remove);
                there.clear();
            }
        }
        assertThat(line.size()).isEqualTo(there.size());
    }

    @Test
    void oneThatIsNotInLineIsRemovedInVain() {
        TimerLine.Entry entry = add(1);
        TimerLine.Entry other = add(2);
        line.remove(entry);
        line.remove(entry);

        assertThat(line.first()).isSameAs(other);
        line.clear();
        line.remove(other);
        assertThat(line.size()).isZero();
    }
}

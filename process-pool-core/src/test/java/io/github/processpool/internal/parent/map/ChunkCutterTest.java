package io.github.processpool.internal.parent.map;

import static io.github.processpool.internal.parent.map.MapSamples.AUTO;
import static io.github.processpool.internal.parent.map.MapSamples.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.internal.parent.map.ScriptedMapHost.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Automatic chunks of a map that turn out to be long. On threads of their own: a map that stands still here hears no interrupt. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ChunkCutterTest {

    private final ScriptedMapHost host = new ScriptedMapHost();

    @Test
    void anAutomaticChunkThatRunsForLongGivesUpTheElementsThatHaveNotBegun() {
        host.elementNanos = 1000;
        List<Integer> cut = new ArrayList<>();
        host.whenIdle(() -> {
            Task first = host.open().get(0);
            if (first.elements() > 10 && cut.isEmpty()) {
                first.begin(1); // And does not go on.
                cut.add(first.elements());
                host.then(() -> {}); // 40 ms
                host.then(() -> {}); // 40 ms
            } else {
                first.run();
            }
        });

        assertThat(host.map((Integer x) -> x, numbers(5000), AUTO).toList()).isEqualTo(numbers(5000));
        assertThat(cut).hasSize(1);
        assertThat(host.tasks.stream().mapToInt(Task::elements).sum())
                .as("the rest was sent again")
                .isEqualTo(5000 + cut.get(0) - 1);
    }

    @Test
    void elementsBehindAChunkThatEndedEarlyAreSentAgainInTheirPlace() {
        host.elementNanos = 1000;
        host.whenIdle(() -> {
            Task first = host.open().get(0);
            first.run(Math.max(1, first.elements() / 3));
        });

        assertThat(host.map((Integer x) -> x, numbers(3000), AUTO).toList()).isEqualTo(numbers(3000));
    }

    @Test
    void aRestIsSentInPiecesThatAreGoodNow() {
        host.elementNanos = 1000;
        List<Integer> before = new ArrayList<>();
        host.whenIdle(() -> {
            Task first = host.open().get(0);
            if (first.elements() > 200 && before.isEmpty()) {
                before.add(host.tasks.size());
                host.elementNanos = Duration.ofMillis(10).toNanos();
                first.run(1);
            } else {
                first.run();
            }
        });

        assertThat(host.map((Integer x) -> x, numbers(2000), AUTO).toList()).isEqualTo(numbers(2000));
        assertThat(before).hasSize(1);
        assertThat(host.tasks.subList(before.get(0), host.tasks.size()))
                .extracting(Task::elements)
                .containsOnly(1);
    }

    /** No more inputs are taken then, but those that were are sent again. */
    @Test
    void aMapGoesOnWhenTheListOfItsBatchesIsFullAndTheFirstOfThemEndsEarly() {
        host.elementNanos = 1000;
        List<Task> head = new ArrayList<>();
        List<Integer> sentWhenFull = new ArrayList<>();
        host.whenIdle(() -> {
            List<Task> open = host.open();
            if (head.isEmpty() && open.get(0).elements() > 10) {
                head.add(open.get(0));
                host.answerBytes = 1 << 20;
            }
            Task next = open.get(head.isEmpty() ? 0 : open.size() - 1);
            if (head.contains(next)) {
                sentWhenFull.add(host.tasks.size());
                host.answerBytes = 0;
                next.run(1);
            } else {
                next.run();
            }
        });

        assertThat(host.map((Integer x) -> x, numbers(3000), AUTO).toList()).isEqualTo(numbers(3000));
        assertThat(sentWhenFull).as("all others were done then").hasSize(1);
        assertThat(host.tasks).as("and not all were sent").hasSizeGreaterThan(sentWhenFull.get(0) + 1);
    }
}

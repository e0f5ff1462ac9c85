package io.github.processpool.internal.parent.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.internal.parent.memory.MemoryWatchdog.Candidate;
import io.github.processpool.internal.parent.memory.MemoryWatchdog.Member;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.system.ContainerMemory;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One pool whose worker bears the pid of this JVM, in a container of a gigabyte. */
class MemoryReliefTest {

    private static final long GIGABYTE = 1L << 30;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @TempDir
    Path root;

    private final List<String> ended = new ArrayList<>();
    private FakeContainer container;
    private MemoryRelief relief;

    private final Member pool = new Member() {
        @Override
        public String name() {
            return "pool";
        }

        @Override
        public long heapBytes() {
            return 1;
        }

        @Override
        public List<Candidate> candidates() {
            WorkerLink link = new WorkerLink(1, 0, new DefinitionTable());
            return List.of(new Candidate(link, ProcessHandle.current().pid(), true, "job"));
        }

        @Override
        public void end(Candidate candidate, String words) {
            ended.add(words);
        }
    };

    @BeforeEach
    void fill() {
        container = new FakeContainer(root, GIGABYTE, GIGABYTE / 2);
        relief = new MemoryRelief(ContainerMemory.under(root), () -> List.of(pool), 0);
    }

    @AfterEach
    void empty() {
        container.close();
    }

    @Test
    void withMemoryToSpareItLooksSeldomAndKillsNobody() {
        assertThat(relief.look(0)).isEqualTo(MemoryRelief.PAUSE_MILLIS);
        assertThat(ended).isEmpty();
    }

    @Test
    void whereItGetsNarrowItLooksMoreOften() {
        container.use(GIGABYTE - (100 << 20));

        assertThat(relief.look(0)).isEqualTo(MemoryRelief.PAUSE_WHEN_NEAR_MILLIS);
        assertThat(ended).isEmpty();
    }

    @Test
    void theNextOneGoesOnlyWhenTheFirstHasNotHelpedForTenSeconds() {
        container.use(GIGABYTE);
        relief.look(0);
        assertThat(ended).singleElement().asString().contains("1024 MB of 1024 MB", "running task 'job'");

        relief.look(10 * SECOND - 1);
        assertThat(ended).hasSize(1);
        relief.look(10 * SECOND);
        assertThat(ended).hasSize(2);
    }

    @Test
    void onceHalfOfItIsBackTheNextOneMayGo() {
        container.use(GIGABYTE);
        relief.look(0);
        container.use(0); // This JVM itself is the worker, and may be large.
        relief.look(1);
        container.use(GIGABYTE);
        relief.look(2);

        assertThat(ended).hasSize(2);
    }
}

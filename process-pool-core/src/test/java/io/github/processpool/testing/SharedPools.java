package io.github.processpool.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerState;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Pools that several tests of one class use one after the other, since the start of a worker is most of what a small test costs.
 * They are closed after the last test of the class, and after each that fails. They do not go from class to class.
 *
 * <p><i>Thread safety:</i> for the thread of the tests.
 */
public final class SharedPools implements AutoCloseable {

    private static final String NAME = "shared";
    private static final String THREADS = "process-pool-" + NAME + "-";

    private final Map<Integer, ProcessPoolExecutor> byWorkers = new HashMap<>();
    /** Each pool has one name for its folders; that of its shared buffers is made with the first one. */
    private final Set<Path> folderNames = new HashSet<>();

    /** Those of the class that a test is in. */
    public static SharedPools of(ExtensionContext test) {
        ExtensionContext context = test;
        while (context.getTestMethod().isPresent()) {
            context = context.getParent().orElseThrow();
        }
        return context.getStore(Namespace.create(SharedPools.class))
                .computeIfAbsent(SharedPools.class, key -> new SharedPools(), SharedPools.class);
    }

    /** The pool with so many workers, all of them idle. */
    public ProcessPoolExecutor withWorkers(int workers) {
        return byWorkers.computeIfAbsent(workers, this::open);
    }

    private ProcessPoolExecutor open(int workers) {
        Set<Path> before = Set.copyOf(Pools.folders());
        ProcessPoolExecutor pool = WorkerArchive.addTo(
                        Pools.builder().name(NAME).maxWorkers(workers))
                .build();
        try {
            pool.submit(() -> Tasks.pid()).get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
        Pools.folders().stream()
                .filter(folder -> !before.contains(folder))
                .map(Path::getFileName)
                .forEach(folderNames::add);
        return pool;
    }

    /** Waits until they have nothing to do: nothing of a test runs in the next one. */
    public void awaitIdle() {
        byWorkers
                .values()
                .forEach(pool -> Awaitility.await("nothing to run in " + pool).untilAsserted(() -> {
                    PoolSnapshot now = pool.snapshot();
                    assertThat(now.queuedTasks()).isZero();
                    assertThat(now.workers()).allMatch(worker -> worker.state() == WorkerState.IDLE);
                }));
    }

    public boolean own(ProcessHandle process) {
        return byWorkers.values().stream()
                .flatMap(pool -> pool.snapshot().workers().stream())
                .anyMatch(worker -> worker.pid() == process.pid());
    }

    public boolean ownThread(String name) {
        return !byWorkers.isEmpty() && name.startsWith(THREADS);
    }

    public boolean own(Path folder) {
        return folderNames.contains(folder.getFileName());
    }

    @Override
    public void close() {
        List<ProcessPoolExecutor> closing = List.copyOf(byWorkers.values());
        byWorkers.clear();
        folderNames.clear();
        closing.forEach(Pools::shutDown);
        Pools.awaitNothingLeft(this);
    }
}

package io.github.processpool.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.ProcessPoolExecutorBuilder;
import io.github.processpool.WorkerState;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
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

    private final Map<String, ProcessPoolExecutor> byName = new HashMap<>();
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
        return byName.computeIfAbsent(
                "of " + workers, key -> open(Pools.builder().name(NAME).maxWorkers(workers)));
    }

    /** The pool with one worker and settings that the tests of the class know by this name. */
    public ProcessPoolExecutor withSettings(String name, Consumer<ProcessPoolExecutorBuilder> settings) {
        return byName.computeIfAbsent(name, key -> {
            ProcessPoolExecutorBuilder builder =
                    Pools.builder().name(NAME + "-" + name).maxWorkers(1);
            settings.accept(builder);
            return open(builder);
        });
    }

    private ProcessPoolExecutor open(ProcessPoolExecutorBuilder builder) {
        Set<Path> before = Set.copyOf(Pools.folders());
        ProcessPoolExecutor pool = WorkerArchive.addTo(builder).build();
        try {
            pool.submit(() -> {}).get(); // Whatever its filters and its serializer let through.
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
        byName.values()
                .forEach(pool -> Awaitility.await("nothing to run in " + pool).untilAsserted(() -> {
                    PoolSnapshot now = pool.snapshot();
                    assertThat(now.queuedTasks()).isZero();
                    assertThat(now.workers()).allMatch(worker -> worker.state() == WorkerState.IDLE);
                }));
    }

    public boolean own(ProcessHandle process) {
        return byName.values().stream()
                .flatMap(pool -> pool.snapshot().workers().stream())
                .anyMatch(worker -> worker.pid() == process.pid());
    }

    public boolean ownThread(String name) {
        return !byName.isEmpty() && name.startsWith(THREADS);
    }

    public boolean own(Path folder) {
        return folderNames.contains(folder.getFileName());
    }

    @Override
    public void close() {
        List<ProcessPoolExecutor> closing = List.copyOf(byName.values());
        byName.clear();
        folderNames.clear();
        closing.forEach(Pools::shutDown);
        Pools.awaitNothingLeft(this);
    }
}

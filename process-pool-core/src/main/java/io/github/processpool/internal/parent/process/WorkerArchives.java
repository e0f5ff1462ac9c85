package io.github.processpool.internal.parent.process;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerCommand;
import io.github.processpool.internal.archive.ClassPathHome;
import io.github.processpool.internal.archive.PoolArchives;
import io.github.processpool.internal.archive.Rehearsal;
import io.github.processpool.internal.archive.Trainee;
import io.github.processpool.internal.cache.CacheThread;
import io.github.processpool.internal.parent.pool.PoolLoggers;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Has the workers of one pool start with an archive of classes where that goes: hands complete commands of the {@link Launcher}'s on
 * to the {@link PoolArchives}, but for those of which it can't be known what becomes of them. Whatever goes wrong leaves a command as
 * it is.
 *
 * <p><b>Thread safety:</b> threads that start workers ask, whoever ends the pool closes.
 */
public final class WorkerArchives {

    private static final Logger log = PoolLoggers.of(WorkerArchives.class);
    /** What the worker that makes an archive counts as among those that share the memory; its JVM has the heap of the others. */
    private static final long COUNTED_HEAP = 64L << 20;
    /** One for all pools of this JVM: it makes one archive at a time, and is gone while there is nothing to do. */
    private static final CacheThread THREAD = new CacheThread();

    private final @Nullable PoolArchives archives;

    private WorkerArchives(@Nullable PoolArchives archives) {
        this.archives = archives;
    }

    /**
     * The archives of a pool.
     *
     * @param places where they may be kept, the best first; none: there are none
     * @param command starts the workers, if nobody changes it
     * @param isQuiet whether nobody waits for the pool
     */
    public static WorkerArchives in(List<Path> places, CommandLine command, BooleanSupplier isQuiet) {
        if (places.isEmpty()) {
            return new WorkerArchives(null);
        }
        Trainee trainee = new Trainee(
                () -> ProcessPoolExecutor.builder().startUpCache(false).workerHeap(COUNTED_HEAP),
                Rehearsal::initializer,
                isQuiet);
        THREAD.later(() -> ClassPathHome.in(places).searchFor(command.classPath()));
        return new WorkerArchives(new PoolArchives(ClassPathHome.in(places), THREAD, trainee));
    }

    /** Adds to a command that is complete what lets the JVM use an archive, or has one made. */
    void customize(WorkerCommand command) {
        PoolArchives own = archives;
        if (own == null || !isPlain(command)) {
            return;
        }
        WorkerCommand before = copyOf(command);
        try {
            own.customize(command);
            own.warmedUp();
        } catch (RuntimeException | LinkageError e) {
            set(command.jvmArguments(), before.jvmArguments());
            set(command.classPath(), before.classPath());
            log.debug("A worker starts without an archive of classes", e);
        }
    }

    /** A sandbox before the program, another main class or a variable with options may make anything of it. */
    static boolean isPlain(WorkerCommand command) {
        return command.prefix().isEmpty()
                && command.mainClass().equals(CommandLine.MAIN_CLASS)
                && CommandLine.JVM_VARIABLES.stream().noneMatch(command.environment()::containsKey);
    }

    private static WorkerCommand copyOf(WorkerCommand command) {
        WorkerCommand copy = new WorkerCommand(command.prefix(), command.javaExecutable(), command.mainClass());
        copy.jvmArguments().addAll(command.jvmArguments());
        copy.classPath().addAll(command.classPath());
        return copy;
    }

    private static void set(List<String> list, List<String> content) {
        list.clear();
        list.addAll(content);
    }

    /** Has no more made. Does not wait for one that is being made: that is ended by a thread of its own. */
    public void close() {
        PoolArchives own = archives;
        if (own != null && own.stop()) {
            Thread thread = new Thread(own::close, "process-pool-start-up-cache-end");
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            thread.start();
        }
    }
}

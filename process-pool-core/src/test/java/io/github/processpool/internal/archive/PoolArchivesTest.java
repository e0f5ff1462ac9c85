package io.github.processpool.internal.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerCommand;
import io.github.processpool.internal.cache.CacheEntry;
import io.github.processpool.internal.cache.CacheThread;
import io.github.processpool.internal.cache.JvmArchiving;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When archives are asked for; no process is started. */
class PoolArchivesTest {

    private final CacheThread thread = new CacheThread();
    private final AtomicInteger looks = new AtomicInteger();
    private final CountDownLatch wanted = new CountDownLatch(1);

    @AfterEach
    void close() {
        thread.close();
    }

    /** A home without entries, which tells that one is wanted. */
    private final class Home implements ArchiveHome {

        private final boolean hopeful;

        Home(boolean hopeful) {
            this.hopeful = hopeful;
        }

        @Override
        public @Nullable JvmArchiving jvm() {
            return JvmArchiving.ofThisJvm();
        }

        @Override
        public Optional<CacheEntry> entryOf(WorkerCommand command) {
            return Optional.empty();
        }

        @Override
        public boolean mayCome(WorkerCommand command) {
            return hopeful;
        }

        @Override
        public @Nullable CacheEntry entryFor(WorkerCommand command) {
            wanted.countDown();
            return null;
        }

        @Override
        public void startFrom(CacheEntry entry, WorkerCommand command) {}

        @Override
        public void train(CacheEntry entry, WorkerCommand model, WorkerCommand command) {}
    }

    private PoolArchives archives(boolean hopeful, int quietAfter) {
        Trainee trainee = new Trainee(
                ProcessPoolExecutor::builder, () -> context -> {}, () -> looks.incrementAndGet() >= quietAfter);
        return new PoolArchives(new Home(hopeful), thread, trainee);
    }

    private static WorkerCommand command(String... arguments) {
        WorkerCommand command =
                new WorkerCommand(List.of(), Path.of(System.getProperty("java.home"), "bin", "java"), "the.WorkerMain");
        command.jvmArguments().addAll(List.of(arguments));
        return command;
    }

    private void awaitBackground() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        thread.later(done::countDown);
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void noneIsMadeBeforeThePoolIsQuiet() throws InterruptedException {
        PoolArchives archives = archives(true, 2);

        archives.customize(command());
        awaitBackground();

        assertThat(looks).hasValue(1);
        assertThat(wanted.getCount()).isOne();
        assertThat(wanted.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(looks).hasValue(2);
    }

    @Test
    void noneIsMadeOnceThePoolIsClosed() throws InterruptedException {
        PoolArchives archives = archives(true, 1);
        assertThat(archives.stop()).isFalse();

        archives.customize(command());
        awaitBackground();

        assertThat(wanted.getCount()).isOne();
    }

    @Test
    void aCommandThatNamesAnArchiveIsLeftAlone() throws InterruptedException {
        for (String argument :
                List.of("-Xshare:off", "-XX:SharedArchiveFile=own.jsa", "-XX:AOTMode=off", "-javaagent:a.jar")) {
            PoolArchives archives = archives(true, 1);
            WorkerCommand command = command(argument);

            archives.customize(command);
            awaitBackground();

            assertThat(command.jvmArguments()).containsExactly(argument);
            assertThat(wanted.getCount()).isOne();
        }
    }

    @Test
    void noClassesAreListedWhereNoneCanCome() throws InterruptedException {
        PoolArchives archives = archives(false, 1);
        WorkerCommand command = command();

        archives.customize(command);
        awaitBackground();

        assertThat(command.jvmArguments()).isEmpty();
        assertThat(wanted.getCount()).isOne();
    }
}

package io.github.processpool.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.PoolState;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.sample.make.ShippedDocument;
import io.github.processpool.sample.page.DashboardInBrowser;
import io.github.processpool.sample.page.PageForAll;
import io.github.processpool.sample.page.PageInBrowser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole application with real workers. One run of it serves all tests, in an order in which none disturbs the next. */
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class SampleApplicationIT {

    @TempDir
    private static Path folder;

    @TempDir
    private static Path profile;

    @TempDir
    private static Path documents;

    private static RunningSample sample;

    @BeforeAll
    static void startSample() {
        sample = RunningSample.start(folder, 0);
    }

    @AfterAll
    static void stopAll() {
        PageInBrowser.close();
        sample.close();
    }

    /** First: it shows what has become of the first round, and nothing else. */
    @Nested
    @Order(1)
    class Page extends PageInBrowser {

        @BeforeAll
        static void openPage() throws IOException {
            open(sample, profile);
        }
    }

    @Nested
    @Order(2)
    class PageForEverybody extends PageForAll {

        @BeforeAll
        static void openPage() {
            PageInBrowser.assumeIsOpen();
            PageInBrowser.openAgain(sample);
        }
    }

    /** In any state. */
    @Nested
    @Order(3)
    class Application extends ApplicationAtWork {

        Application() {
            super(sample);
        }
    }

    @Nested
    @Order(4)
    class Dashboard extends DashboardInBrowser {

        Dashboard() {
            super(sample);
        }

        @BeforeAll
        static void openDashboard() {
            PageInBrowser.assumeIsOpen();
            open(sample);
        }
    }

    /** Last. */
    @Nested
    @Order(5)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    class End {

        @Test
        @Order(1)
        void leavesNoWorkerBehind() {
            PageInBrowser.openAgain(sample);
            ProcessPoolExecutor pool = sample.bean(ProcessPoolExecutor.class);
            List<Long> pids =
                    pool.snapshot().workers().stream().map(WorkerSnapshot::pid).toList();

            sample.close();

            assertThat(folder).isEmptyDirectory();
            assertThat(pool.snapshot().state()).isEqualTo(PoolState.TERMINATED);
            assertThat(pids)
                    .isNotEmpty()
                    .noneMatch(pid ->
                            ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent());
        }

        @Test
        @Order(2)
        void thePageSaysThatTheConnectionIsLostAndComesBackByItself() throws IOException {
            PageInBrowser.assumeIsOpen();
            PageInBrowser.assertSaysThatTheConnectionIsLost();
            Path report = Files.write(documents.resolve("report.pdf"), ShippedDocument.REPORT.toBytes());

            sample = RunningSample.start(
                    folder,
                    sample.port(),
                    report.toString(),
                    "--process-pool.min-workers=1",
                    "--process-pool.max-workers=1");

            PageInBrowser.assertHasComeBackByItself(1);
        }
    }
}

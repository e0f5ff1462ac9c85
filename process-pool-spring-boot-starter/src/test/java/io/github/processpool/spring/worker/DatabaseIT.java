package io.github.processpool.spring.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.SerializableFunction;
import io.github.processpool.spring.NoWorkerIsLeft;
import io.github.processpool.spring.WorkerBeans;
import io.github.processpool.spring.worker.BookshopApplication.Books;
import io.github.processpool.spring.worker.BookshopApplication.Shop;
import io.github.processpool.spring.worker.NotebookApplication.Notebook;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** A database that the parent has filled stays as it is when workers start, whatever would make it anew. */
@ExtendWith({OutputCaptureExtension.class, NoWorkerIsLeft.class})
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class DatabaseIT {

    private static final Pattern WARNING = Pattern.compile("database is in memory");

    @TempDir
    Path folder;

    @Test
    void rowsOfTheParentStay(CapturedOutput output) throws Exception {
        try (ConfigurableApplicationContext context = start()) {
            assertRowsStay(context);
        }
        assertThat(output).doesNotContainPattern(WARNING);
    }

    private ConfigurableApplicationContext start() {
        List<String> arguments = new ArrayList<>(BookshopApplication.ARGUMENTS);
        arguments.add("--spring.datasource.url=jdbc:h2:file:" + folder.resolve("shop")
                + ";AUTO_SERVER=TRUE;INIT=CREATE SCHEMA IF NOT EXISTS LB");
        BookshopApplication.main(arguments.toArray(String[]::new));
        return BookshopApplication.context;
    }

    private static void assertRowsStay(ConfigurableApplicationContext context) throws Exception {
        ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);
        Shop shop = context.getBean(Shop.class);
        Map<String, Integer> atStart = shop.rows();
        shop.addEverywhere("from the parent");

        pool.warmUpWorkers();
        assertThat(call(pool, Shop::rows)).isEqualTo(plus(atStart, 1));
        call(pool, worker -> {
            worker.addEverywhere("from a worker");
            return null;
        });
        assertThat(shop.rows()).isEqualTo(plus(atStart, 2));

        // A repository's method is a task as well.
        ProcessFuture<Long> counted =
                (ProcessFuture<Long>) context.getBean(Books.class).countByName("from a worker");
        assertThat(counted.get()).isEqualTo(1);
        assertThat(counted.name()).isEqualTo("Books.countByName");

        // Its transactions are the worker's.
        assertThatThrownBy(() -> call(pool, worker -> {
                    worker.addAndFail("never");
                    return null;
                }))
                .hasStackTraceContaining("no more books");
        assertThat(shop.rows()).isEqualTo(plus(atStart, 2));

        // A context that is closed drops nothing, and one that comes after it makes nothing.
        pool.recycleWorkers().get();
        assertThat(call(pool, Shop::rows)).isEqualTo(plus(atStart, 2));
        assertThat(shop.rows()).isEqualTo(plus(atStart, 2));

        int connections = call(pool, Shop::connections);
        assertThat(connections).isEqualTo(2);
        assertThat(shop.connections()).isEqualTo(5);
    }

    @Test
    void databaseInMemoryIsMadeInEveryWorkerAndToldOnce(CapturedOutput output) throws Exception {
        List<String> arguments = new ArrayList<>(NotebookApplication.ARGUMENTS);
        arguments.add("--spring.datasource.url=jdbc:h2:mem:notebook;DB_CLOSE_DELAY=-1");
        try (ConfigurableApplicationContext context =
                SpringApplication.run(NotebookApplication.class, arguments.toArray(String[]::new))) {
            ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);
            Notebook notebook = context.getBean(Notebook.class);
            Map<String, Integer> atStart = notebook.rows();
            notebook.addEverywhere("from the parent");
            assertThat(WARNING.matcher(output).results()).isEmpty(); // Nobody has called a bean yet.

            pool.warmUpWorkers();
            assertThat(rowsOfWorker(pool)).isEqualTo(atStart);
            pool.recycleWorkers().get();
            assertThat(rowsOfWorker(pool)).isEqualTo(atStart);

            assertThat(WARNING.matcher(output).results()).hasSize(1);
        }
    }

    private static Map<String, Integer> rowsOfWorker(ProcessPoolExecutor pool) throws Exception {
        return pool.submit(() -> ((Notebook) WorkerBeans.bean("notebook")).rows())
                .get();
    }

    private static <R> R call(ProcessPoolExecutor pool, SerializableFunction<Shop, R> method) throws Exception {
        return pool.submit(called -> called.apply((Shop) WorkerBeans.bean("shop")), method)
                .get();
    }

    private static Map<String, Integer> plus(Map<String, Integer> rows, int more) {
        Map<String, Integer> sum = new LinkedHashMap<>(rows);
        sum.replaceAll((table, count) -> count + more);
        return sum;
    }
}

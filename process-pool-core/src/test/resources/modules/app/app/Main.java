package app;

import app.shared.Notes;
import io.github.processpool.ProcessPoolExecutor;
import java.io.Serializable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** Prints a line for each thing that it tries. */
public final class Main {

    private Main() {}

    /** Of a package that is not open. */
    private interface Hidden {

        void call();
    }

    private record Order(String item, int pieces) implements Serializable {}

    /** Loaded where Log4j is. */
    private static final class Log4j {

        static void log() {
            org.apache.logging.log4j.LogManager.getLogger("app.log4j").warn("logged in a worker through Log4j");
        }
    }

    public static void main(String[] arguments) throws Exception {
        try (ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                .name("modules")
                .maxWorkers(1)
                .workerHeap(48L << 20)
                .build()) {
            int captured = 20;
            print("lambda", pool.submit(() -> captured + 22).get());
            print("method", pool.submit(Main::twice, "ab").get());
            print("record", pool.submit(() -> new Order("nails", captured)).get());
            print("notes", Notes.of(pool));
            print("modules", modules().equals(pool.submit(() -> modules()).get()) ? "the same" : modules());
            print("java", pool.submit(() -> System.getProperty("java.home")).get());
            print("signals", pool.submit(() -> isPresent("jdk.unsupported")).get());
            fail(pool);
            share(pool);
            log(pool);
        }
        print("end", "");
    }

    private static void print(String name, Object value) {
        System.out.println(name + ": " + value);
    }

    private static String twice(String text) {
        return text + text;
    }

    private static void fail(ProcessPoolExecutor pool) throws InterruptedException {
        try {
            pool.submit(() -> {
                        throw new IllegalStateException("on purpose");
                    })
                    .get();
        } catch (ExecutionException e) {
            print("failure", e.getCause());
        }
    }

    private static void share(ProcessPoolExecutor pool) {
        try {
            pool.share(Hidden.class, () -> {});
        } catch (IllegalArgumentException e) {
            print("refused", e.getMessage());
        }
    }

    private static void log(ProcessPoolExecutor pool) throws Exception {
        pool.submit(() -> LoggerFactory.getLogger("app.slf4j").warn("logged in a worker")).get();
        if (isPresent("org.apache.logging.log4j.core")) {
            pool.submit(() -> Log4j.log()).get();
        }
    }

    private static boolean isPresent(String module) {
        return ModuleLayer.boot().findModule(module).isPresent();
    }

    private static String modules() {
        return ModuleLayer.boot().modules().stream().map(Module::getName).sorted().collect(Collectors.joining(" "));
    }
}

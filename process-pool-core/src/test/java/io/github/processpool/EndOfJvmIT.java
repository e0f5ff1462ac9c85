package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.ChildJvm;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Signals;
import io.github.processpool.testing.Tasks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A JVM that is told to end: whoever still works in its hooks works as before, and nothing is left after it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class EndOfJvmIT {

    @RegisterExtension
    final Pools pools = new Pools();

    /** Goes on serving while it ends, as Spring does for the requests that have begun. */
    static final class ServingParent {

        private ServingParent() {}

        public static void main(String[] arguments) throws Exception {
            ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                    .name("serving")
                    .workerHeap(64L << 20)
                    .maxWorkers(2)
                    .build();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> serve(pool)));
            System.out.println("ready");
            Thread.sleep(Long.MAX_VALUE);
        }

        private static void serve(ProcessPoolExecutor pool) {
            awaitHooksOfPools();
            try {
                long first = pool.submit(() -> Tasks.pid()).get();
                System.out.println("first worker");
                ProcessHandle.of(first).ifPresent(ProcessHandle::destroyForcibly);
                Pools.awaitDeath(first);
                pool.submit(() -> Tasks.pid()).get();
                System.out.println("replacement");
                SharedBuffer buffer = pool.sharedBuffer(8);
                pool.submit(() -> {
                            buffer.buffer().putLong(0, 42);
                        })
                        .get();
                System.out.println("buffer " + buffer.buffer().getLong(0));
            } catch (InterruptedException | ExecutionException | RuntimeException e) {
                System.out.println("failed " + e);
            }
        }

        /** All hooks have been started once the JVM waits for them; those of pools have to be over. */
        private static void awaitHooksOfPools() {
            boolean over;
            do {
                Map<Thread, StackTraceElement[]> threads = Thread.getAllStackTraces();
                over = threads.values().stream().anyMatch(ServingParent::isWaitingForHooks)
                        && threads.keySet().stream()
                                .noneMatch(thread -> thread.getName().endsWith("-folder"));
            } while (!over);
        }

        private static boolean isWaitingForHooks(StackTraceElement[] stack) {
            List<String> places = Arrays.stream(stack)
                    .map(place -> place.getClassName() + "." + place.getMethodName())
                    .toList();
            return places.contains("java.lang.ApplicationShutdownHooks.runHooks")
                    && places.contains("java.lang.Thread.join");
        }
    }

    @Test
    void aPoolServesUntilTheLastHookOfTheJvmIsDoneAndLeavesNothing() throws Exception {
        Path temporary = Files.createDirectory(pools.folder().resolve("t"));
        try (ChildJvm parent = ChildJvm.of(ServingParent.class)
                .jvmArguments("-Djava.io.tmpdir=" + temporary)
                .start()) {
            parent.awaitLine("ready");
            Signals.send("TERM", parent.pid());

            assertThat(parent.awaitEnd()).as("%s", parent.lines()).isEqualTo(143);
            assertThat(parent.lines()).contains("first worker", "replacement", "buffer 42");
        }
        await().untilAsserted(() -> {
            try (Stream<Path> left = Files.list(temporary)) {
                assertThat(left).isEmpty();
            }
        });
    }
}

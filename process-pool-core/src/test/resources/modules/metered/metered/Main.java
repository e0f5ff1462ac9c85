package metered;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.micrometer.ProcessPoolMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

public final class Main {

    public static void main(String[] arguments) throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (ProcessPoolExecutor pool = ProcessPoolExecutor.builder().build()) {
            new ProcessPoolMetrics(pool, "pdf").bindTo(registry);
            pool.submit(() -> 6 * 7).get();
            System.out.println("completed: " + registry.get("executor.completed").functionCounter().count());
        }
    }
}

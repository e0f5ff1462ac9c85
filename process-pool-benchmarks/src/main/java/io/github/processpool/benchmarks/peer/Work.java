package io.github.processpool.benchmarks.peer;

import io.github.processpool.MapOptions;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.SerializableFunction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The work of a {@link Contestant} that is a pool of this project, alone or federated. */
final class Work {

    private Work() {}

    static void tinyTasks(ProcessPoolExecutor pool, int count) throws Exception {
        List<ProcessFuture<Integer>> futures = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            futures.add(pool.submit(PoolTasks::identity, i));
        }
        PoolTasks.collect(futures);
    }

    static void calls(ProcessPoolExecutor pool, int threads, int count) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        try {
            Callable<Void> caller = () -> {
                for (int i = 0; i < count / threads; i++) {
                    if (pool.submit(PoolTasks::identity, i).get() != i) {
                        throw new IllegalStateException("Another task's result");
                    }
                }
                return null;
            };
            for (Future<Void> ended : callers.invokeAll(Collections.nCopies(threads, caller))) {
                ended.get();
            }
        } finally {
            callers.shutdown();
        }
    }

    static void map(ProcessPoolExecutor pool, int count, MapOptions options) {
        map(pool, PoolTasks::identity, count, options);
    }

    static void mapOfWork(ProcessPoolExecutor pool, int count, long nanos, MapOptions options) {
        map(pool, value -> PoolTasks.work(value, nanos), count, options);
    }

    private static void map(
            ProcessPoolExecutor pool, SerializableFunction<Integer, Integer> function, int count, MapOptions options) {
        Iterable<Integer> inputs = () -> IntStream.range(0, count).iterator();
        long sum;
        try (Stream<Integer> results = pool.map(function, inputs, options)) {
            sum = results.mapToLong(Integer::longValue).sum();
        }
        if (sum != (long) count * (count - 1) / 2) {
            throw new IllegalStateException("Other results");
        }
    }
}

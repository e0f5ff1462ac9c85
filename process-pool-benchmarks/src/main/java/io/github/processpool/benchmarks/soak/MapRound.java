package io.github.processpool.benchmarks.soak;

import io.github.processpool.MapResult;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskSubmitter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/**
 * One map over some hundred numbers, read to its end or closed early, and checked by a {@link MapCheck}. Remembers what the
 * run log must agree with.
 *
 * <p><b>Thread safety:</b> rounds run on one thread; the comparison with the run log comes after that has ended.
 */
final class MapRound implements Round {

    private final ProcessPoolExecutor pool;
    private final LongPredicate wasHarmed;
    private final List<MapPlan> plans = new ArrayList<>();
    private final BitSet succeeded = new BitSet();
    private long next;
    /** Written by the rounds, read by whoever reports. */
    private volatile String summary = "nothing yet";

    MapRound(ProcessPoolExecutor pool, LongPredicate wasHarmed) {
        this.pool = pool;
        this.wasHarmed = wasHarmed;
    }

    @Override
    public List<String> run(SplittableRandom random) {
        MapPlan plan = MapPlan.of(random, next);
        plans.add(plan);
        next += plan.size();
        Endings endings = new Endings(wasHarmed);
        MapCheck check = new MapCheck(plan, endings);
        TaskSubmitter submitter =
                pool.with(TaskOptions.builder().maxAttempts(plan.attempts()).build());
        if (plan.isOrdered()) {
            try (Stream<Long> results = submitter.map(MapElement::run, plan.inputs(), plan.options())) {
                check.readOrdered(results.iterator());
            }
        } else {
            try (Stream<MapResult<Long, Long>> results =
                    submitter.mapUnordered(MapElement::run, plan.inputs(), plan.options())) {
                check.readUnordered(results.iterator());
            }
        }
        check.succeeded().stream().forEach(position -> succeeded.set((int) plan.first() + position));
        summary = plans.size() + " of " + next + " elements, " + succeeded.cardinality() + " with a value";
        return endings.problems();
    }

    @Override
    public String summary() {
        return summary;
    }

    /** No element was run more often than it may be, and none has a result without having been run. */
    void compareWith(Path runLogs, Violations violations) throws IOException {
        int[] runs = RunLog.count(runLogs, RunLog.Series.ELEMENTS, (int) next);
        for (MapPlan plan : plans) {
            for (int number = (int) plan.first(); number < plan.first() + plan.size(); number++) {
                if (runs[number] > plan.attempts()) {
                    violations.add("element " + number + " of " + plan + " was run " + runs[number] + " times", null);
                }
                if (runs[number] == 0 && succeeded.get(number)) {
                    violations.add("element " + number + " of " + plan + " has a result and was never run", null);
                }
            }
        }
    }
}

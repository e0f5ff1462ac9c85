package io.github.processpool.benchmarks.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How fast a fresh pool is in its third round of tasks, and how fast when it is warm: when each worker has had so many tasks that its
 * compilers have seen what there is to compile, and the parent so many rounds. The rule is the same for every number of workers.
 *
 * @param cold tasks per second in the third round
 * @param warm tasks per second in each of the rounds that count
 */
record RoundRates(double cold, List<Double> warm) {

    private static final int COLD_ROUND = 3;
    /** Before the first round that counts, in a parent: its compilers see too little in one. */
    static final int FEWEST_WARM_UP_ROUNDS = 10;

    private static final int MEASURED_ROUNDS = 9;

    /** Some tasks, one by one, to the last result. */
    @FunctionalInterface
    interface Round {

        void run() throws Exception;
    }

    /**
     * Runs round after round.
     *
     * @param round of {@code count} tasks
     * @param workers how many of them share each round
     * @param tasksPerWorker how many each of them is to have had before a round counts
     */
    static RoundRates measure(Round round, int count, int workers, int tasksPerWorker) throws Exception {
        long roundsNeeded = ((long) tasksPerWorker * workers + count - 1) / count;
        long warmUp = Math.max(FEWEST_WARM_UP_ROUNDS, roundsNeeded);
        double cold = 0;
        for (long i = 1; i <= warmUp; i++) {
            double rate = rate(round, count);
            if (i == COLD_ROUND) {
                cold = rate;
            }
        }
        List<Double> warm = new ArrayList<>();
        for (int i = 0; i < MEASURED_ROUNDS; i++) {
            warm.add(rate(round, count));
        }
        return new RoundRates(cold, List.copyOf(warm));
    }

    private static double rate(Round round, int count) throws Exception {
        long start = System.nanoTime();
        round.run();
        return count * 1e9 / (System.nanoTime() - start);
    }

    double warmMedian() {
        return warm.stream().sorted().toList().get(warm.size() / 2);
    }

    /** The rates that count, as a driver's answer has them. */
    String warmAnswer() {
        return warm.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}

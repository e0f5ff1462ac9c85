package io.github.processpool.benchmarks.peer;

import io.github.processpool.MapOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * Reads one command per line from stdin, has the {@link Contestant} do the work, and answers with one line on stdout.
 *
 * <p>Answers are {@code ok key=value ...}, {@code unsupported} or {@code failed <reason>}. End of file ends the loop.
 * Nothing else may reach stdout, so {@code System.out} is led to stderr for everybody else.
 */
final class DriverLoop {

    private static final int TASKS_PER_WORKER = 100;
    private static final int WARM_UP_TASKS = 2_000;
    private static final long WARM_UP_NANOS = 300_000;

    private final Contestant contestant;
    private final BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final PrintStream answers = System.out;
    /** Kinds of rounds that compilers have seen. */
    private final Set<String> warm = new HashSet<>();

    DriverLoop(Contestant contestant) {
        this.contestant = contestant;
        System.setOut(System.err);
    }

    void run() throws Exception {
        try (contestant) {
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                answers.println(answerTo(line));
                answers.flush();
            }
        }
    }

    private String answerTo(String line) throws IOException {
        try {
            return "ok " + measure(line.split(" ", -1));
        } catch (UnsupportedOperationException e) {
            return "unsupported";
        } catch (Exception e) {
            e.printStackTrace();
            return "failed " + e.toString().replace('\n', ' ');
        }
    }

    private String measure(String[] command) throws Exception {
        return switch (command[0]) {
            case "open" -> open();
            case "workers" -> "pids=" + joined();
            case "roundtrip" -> roundTrip(number(command, 1), number(command, 2));
            case "tiny" -> tiny(number(command, 1));
            case "tiny-steady" -> tinySteady(number(command, 1), number(command, 2), number(command, 3));
            case "calls" -> calls(number(command, 1), number(command, 2));
            case "many" -> many(command);
            case "queued" -> queued(number(command, 1), number(command, 2), number(command, 3));
            case "map" -> map(number(command, 1), number(command, 2));
            case "work-map" -> workMap(number(command, 1), number(command, 2), number(command, 3));
            case "one-by-one" -> oneByOne(number(command, 1), number(command, 2));
            case "echo" -> echo(number(command, 1), number(command, 2));
            case "burn" -> burn(number(command, 1), number(command, 2));
            case "shared" -> shared(number(command, 1), number(command, 2));
            case "recycling" -> recycling(number(command, 1), number(command, 2));
            case "first" -> "ms=" + millis(contestant.firstResult());
            case "archived" -> "ms=" + millis(contestant.firstResultWithArchive());
            case "kill" -> "ms=" + millis(contestant.killedWorker(command[1].equals("all-busy")));
            case "lost" -> "ms=" + millis(contestant.killedMember());
            case "forming" -> "ms=" + millis(contestant.forming());
            case "member" -> "pid=" + contestant.otherMember();
            default -> throw new IllegalArgumentException("Unknown command: " + command[0]);
        };
    }

    private String open() throws Exception {
        contestant.open();
        return "version=" + System.getProperty("java.version");
    }

    private String roundTrip(int warmUp, int count) throws Exception {
        for (int i = 0; i < warmUp; i++) {
            contestant.roundTrip();
        }
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            contestant.roundTrip();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return "p50=" + nanos[count / 2] / 1e3 + " p99=" + nanos[(int) (count * 0.99)] / 1e3;
    }

    private String tiny(int count) throws Exception {
        warmUp("tiny", () -> contestant.tinyTasks(count));
        long start = System.nanoTime();
        contestant.tinyTasks(count);
        return "rate=" + count / seconds(System.nanoTime() - start);
    }

    /** Of many rounds, and warm for so long before: compilers that are still at work take a core from one peer and not from another. */
    private String tinySteady(int count, int rounds, int warmUpSeconds) throws Exception {
        if (warm.add("tiny-steady")) {
            long start = System.nanoTime();
            while (seconds(System.nanoTime() - start) < warmUpSeconds) {
                contestant.tinyTasks(count);
            }
        }
        long start = System.nanoTime();
        for (int i = 0; i < rounds; i++) {
            contestant.tinyTasks(count);
        }
        return "rate=" + (double) count * rounds / seconds(System.nanoTime() - start);
    }

    private String calls(int threads, int count) throws Exception {
        warmUp("calls", () -> contestant.calls(threads, count));
        long start = System.nanoTime();
        contestant.calls(threads, count);
        return "rate=" + count / seconds(System.nanoTime() - start);
    }

    /** Once for each kind: what follows in this process finds it warm. */
    private void warmUp(String kind, RoundRates.Round round) throws Exception {
        if (warm.add(kind)) {
            for (int i = 0; i < RoundRates.FEWEST_WARM_UP_ROUNDS; i++) {
                round.run();
            }
        }
    }

    /**
     * The rates with each number of workers, and the last one as share of that of {@link Contestant#WORKERS}, warm and in the third
     * round.
     */
    private String many(String[] command) throws Exception {
        int count = number(command, 1);
        int tasksPerWorker = number(command, 2);
        StringBuilder answer = new StringBuilder();
        RoundRates withTwo = new RoundRates(0, List.of(0.0));
        RoundRates rates = withTwo;
        for (int i = 3; i < command.length; i++) {
            int workers = number(command, i);
            rates = contestant.tinyTasksOfManyWorkers(count, workers, tasksPerWorker);
            answer.append("rate-%d=%s cold-%d=%s ".formatted(workers, rates.warmAnswer(), workers, rates.cold()));
            if (workers == Contestant.WORKERS) {
                withTwo = rates;
            }
        }
        return answer + "share=" + rates.warmMedian() / withTwo.warmMedian() + " cold-share="
                + rates.cold() / withTwo.cold();
    }

    /** The weight of many queued tasks, and their rate as share of that of few, which are queued several times. */
    private String queued(int many, int few, int rounds) throws Exception {
        double withFew = contestant.queuedTasks(few, rounds).tasksPerSecond();
        QueuedTasks withMany = contestant.queuedTasks(many, 1);
        return "bytes=" + withMany.bytesPerTask() + " rate=" + withMany.tasksPerSecond() + " share="
                + withMany.tasksPerSecond() / withFew;
    }

    private String map(int count, int warmUp) throws Exception {
        return rate(count, warmUp, () -> contestant.map(count));
    }

    /** The first time after many small tasks: compilers would take more of the cores than the work. */
    private String workMap(int count, int micros, int warmUp) throws Exception {
        warmUp("work-map", () -> contestant.mapOfWork(WARM_UP_TASKS, WARM_UP_NANOS, MapOptions.defaults()));
        MapOptions automatic = MapOptions.builder().autoChunk().build();
        return rate(count, warmUp, () -> contestant.mapOfWork(count, micros * 1_000L, automatic));
    }

    private String oneByOne(int count, int warmUp) throws Exception {
        return rate(count, warmUp, () -> contestant.mapOneByOne(count));
    }

    private static String rate(int count, int warmUp, RoundRates.Round round) throws Exception {
        for (int i = 0; i < warmUp; i++) {
            round.run();
        }
        long start = System.nanoTime();
        round.run();
        return "rate=" + count / seconds(System.nanoTime() - start);
    }

    private String echo(int bytes, int count) throws Exception {
        byte[] payload = new byte[bytes];
        payload[bytes - 1] = 42;
        contestant.echo(payload);
        HeapTaken before = contestant.heapTaken();
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            byte[] returned = contestant.echo(payload);
            if (returned.length != bytes || returned[bytes - 1] != 42) {
                throw new IllegalStateException("Another payload came back");
            }
        }
        String rate = "rate=" + (double) bytes * count / 1e6 / seconds(System.nanoTime() - start);
        HeapTaken after = contestant.heapTaken();
        return after.parent() < 0
                ? rate
                : rate + " parent-heap=" + (after.parent() - before.parent()) / 1e6 / count + " worker-heap="
                        + (after.worker() - before.worker()) / 1e6 / count;
    }

    private String burn(int count, int micros) throws Exception {
        contestant.burn(Math.max(count / 10, 1), micros * 1_000L);
        long start = System.nanoTime();
        long burned = contestant.burn(count, micros * 1_000L);
        long wall = System.nanoTime() - start;
        return "share=" + (double) burned / wall / Contestant.WORKERS;
    }

    private String shared(int bytes, int count) throws Exception {
        byte[] payload = new byte[bytes];
        new Random(bytes).nextBytes(payload);
        List<Long> expected = List.of(checksum(payload, 0, bytes / 2), checksum(payload, bytes / 2, bytes / 2));
        double shared = rate(bytes, count, expected, () -> contestant.checksumShared(payload));
        double sent = rate(bytes, count, expected, () -> contestant.checksumSent(payload));
        return "shared=" + shared + " sent=" + sent;
    }

    /** Megabytes per second, after one round that does not count. */
    private static double rate(int bytes, int count, List<Long> expected, Callable<List<Long>> work) throws Exception {
        work.call();
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            if (!work.call().equals(expected)) {
                throw new IllegalStateException("Other bytes were read");
            }
        }
        return (double) bytes * count / 1e6 / seconds(System.nanoTime() - start);
    }

    private static long checksum(byte[] bytes, int offset, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, offset, length);
        return checksum.getValue();
    }

    /** The rate of a pool that replaces its workers, over that of one that does not. */
    private String recycling(int withLimit, int without) throws Exception {
        double limited = withLimit / seconds(contestant.tinyTasksOfFreshPool(withLimit, TASKS_PER_WORKER));
        double unlimited = without / seconds(contestant.tinyTasksOfFreshPool(without, 0));
        return "share=" + limited / unlimited;
    }

    private String joined() {
        return contestant.workers().stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static int number(String[] command, int index) {
        return Integer.parseInt(command[index]);
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
    }
}

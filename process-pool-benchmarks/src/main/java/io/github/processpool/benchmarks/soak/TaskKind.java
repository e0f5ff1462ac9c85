package io.github.processpool.benchmarks.soak;

import java.util.Arrays;
import java.util.SplittableRandom;

/** What a task of the soak does; how it does it is in {@link TaskBody}. */
enum TaskKind {
    TINY(600, 1, End.VALUE),
    CPU(60, 8_000, End.VALUE),
    SLEEPING(60, 60, End.VALUE),
    ALLOCATING(40, 16, End.VALUE),
    /** Keeps memory outside the heap, as a library in native code may, so that its worker is replaced sooner or later. */
    LEAKING(60, 16, End.VALUE),
    PRINTING(30, 20, End.VALUE),
    THROWING(50, 3, End.EXCEPTION),
    BYTES(50, 2_000_000, End.VALUE),
    GRAPH(40, 500, End.VALUE),
    ECHO(40, 300_000, End.VALUE),
    CHILD(10, 2, End.VALUE),
    /** Its result keeps who reads it for so long, in the parent. */
    SLOW_READING(20, 300, End.VALUE),
    /** Its result keeps who reads it for seconds and heeds no interrupt: its plan always has a timeout. */
    HANGING_READING(3, 1, End.NEVER),
    /** Ignores interrupts for seconds: its plan always has a timeout. */
    STUBBORN(6, 1, End.NEVER),
    HALTING(5, 1, End.CRASH),
    EXITING(2, 1, End.CRASH),
    SEGMENTATION_FAULT(2, 1, End.CRASH),
    /** Its argument is larger than the heap of a worker, so that no worker survives it. */
    TOO_LARGE(1, 1, End.REFUSED);

    /** How a task ends when nobody interferes. */
    enum End {
        VALUE,
        EXCEPTION,
        CRASH,
        REFUSED,
        NEVER
    }

    private static final int ALL_WEIGHTS =
            Arrays.stream(values()).mapToInt(kind -> kind.weight).sum();

    private final int weight;
    private final int largestSize;
    private final End end;

    TaskKind(int weight, int largestSize, End end) {
        this.weight = weight;
        this.largestSize = largestSize;
        this.end = end;
    }

    /** The size of a task is below this; what it means depends on the kind: milliseconds, bytes, lines. */
    int largestSize() {
        return largestSize;
    }

    End end() {
        return end;
    }

    /** Picks a kind by weight. */
    static TaskKind pick(SplittableRandom random) {
        int left = random.nextInt(ALL_WEIGHTS);
        for (TaskKind kind : values()) {
            left -= kind.weight;
            if (left < 0) {
                return kind;
            }
        }
        throw new AssertionError("weights");
    }
}

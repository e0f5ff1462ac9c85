package io.github.processpool.benchmarks.soak;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the tasks do, in a worker. */
final class TaskBody {

    static final int HALT_CODE = 3;
    static final int EXIT_CODE = 7;

    private static final Duration STUBBORN = Duration.ofSeconds(10);
    private static final int PIECE = 256 * 1024;
    private static final int LONG_LINE = 64 * 1024;
    private static final int MOST_LEAKS = 8;
    /** In a worker. A task that was given up may still be going on beside the next one. */
    private static final List<ByteBuffer> LEAKS = new CopyOnWriteArrayList<>();

    private TaskBody() {}

    /** The exception of a task that throws one that only this project knows. */
    static final class PlannedException extends Exception {

        private static final long serialVersionUID = 1L;

        PlannedException(String message) {
            super(message);
        }
    }

    static @Nullable Serializable run(SoakTask task) throws Exception {
        switch (task.kind()) {
            case TINY, ECHO, TOO_LARGE -> {}
            case CPU -> compute(task.size());
            case SLEEPING -> Thread.sleep(task.size());
            case ALLOCATING -> allocate(task.size());
            case LEAKING -> leak(task.size());
            case PRINTING -> print(task.size());
            case THROWING -> fail(task);
            case CHILD -> startChild(task.size() % 2 == 0);
            case STUBBORN -> Uninterruptibles.sleep(STUBBORN);
            case HALTING -> Runtime.getRuntime().halt(HALT_CODE);
            case EXITING -> System.exit(EXIT_CODE);
            case SEGMENTATION_FAULT -> crash();
            case BYTES -> {
                return Payloads.bytes(task.number(), task.size());
            }
            case SLOW_READING -> {
                return new Payloads.Slow(task.number(), task.size());
            }
            case HANGING_READING -> {
                return new Payloads.Slow(task.number(), Payloads.Slow.HANGS_MILLIS);
            }
            case GRAPH -> {
                return Payloads.graph(task.number(), task.size());
            }
        }
        return null;
    }

    /** The message of what {@link TaskKind#THROWING} throws. */
    static String failureOf(long number) {
        return "planned failure of task " + number;
    }

    private static void compute(int micros) {
        long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    private static void allocate(int megabytes) {
        List<byte[]> pieces = new ArrayList<>();
        for (int i = 0; i < megabytes * 4; i++) {
            byte[] piece = new byte[PIECE];
            piece[i] = 1;
            pieces.add(piece);
        }
        if (pieces.size() != megabytes * 4) {
            throw new IllegalStateException("pieces");
        }
    }

    private static void leak(int megabytes) {
        if (LEAKS.size() < MOST_LEAKS && megabytes > 0) {
            LEAKS.add(ByteBuffer.allocateDirect(megabytes << 19));
        }
    }

    /** Lines, bytes that are no text, and at last a long line without an end. */
    private static void print(int lines) {
        for (int i = 0; i < lines; i++) {
            System.out.println("line " + i + " of a task that prints");
            System.err.println("line " + i + " of the same task, as an error");
        }
        byte[] noText = Payloads.bytes(lines, PIECE / LONG_LINE);
        System.out.write(noText, 0, noText.length);
        System.out.print("x".repeat(LONG_LINE));
        System.out.flush();
    }

    private static void fail(SoakTask task) throws PlannedException {
        String message = failureOf(task.number());
        switch (task.size() % 3) {
            case 0 -> throw new IllegalStateException(message);
            case 1 -> throw new PlannedException(message);
            default -> throw new AssertionError(message);
        }
    }

    /** A child that is waited for, or one that is left behind and must go with its worker at the latest. */
    private static void startChild(boolean isLeftBehind) throws IOException, InterruptedException {
        Process child = new ProcessBuilder("sleep", isLeftBehind ? "3600" : "0.03").start();
        if (!isLeftBehind) {
            child.waitFor();
        }
    }

    /**
     * The JVM takes such a signal for a crash of native code, writes its report, and aborts. Whatever interrupts it, it does not end
     * before: the signal that is on its way would hit the next task.
     */
    private static void crash() throws IOException {
        Signals.start("SEGV", ProcessHandle.current().pid());
        Uninterruptibles.sleep(STUBBORN);
    }
}

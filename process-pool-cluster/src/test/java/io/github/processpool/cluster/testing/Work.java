package io.github.processpool.cluster.testing;

import io.github.processpool.WorkerContext;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What tests let workers do, by honest names. To be called from a lambda that a member submits. */
public final class Work {

    /** Keeps what {@link #eatHeap} eats. */
    private static final List<byte[]> EATEN = new ArrayList<>();

    private Work() {}

    public static long pid() {
        return ProcessHandle.current().pid();
    }

    /** Writes where it runs, as which attempt, and for whom: {@code pid attempt key submitter}. */
    public static void note(Mark journal) {
        WorkerContext context = WorkerContext.current();
        journal.write(pid() + " " + context.attempt() + " " + context.taskKey() + " "
                + context.submitter().orElse("-"));
    }

    public static long noteAndEnd(Mark journal) {
        note(journal);
        return pid();
    }

    /** Notes where it runs, waits for a mark, and returns its worker's pid. */
    public static long runUntil(Mark started, Mark released) throws InterruptedException {
        note(started);
        released.awaitInTask();
        return pid();
    }

    public static long sleepForever(Mark started) throws InterruptedException {
        note(started);
        Thread.sleep(Long.MAX_VALUE);
        return pid();
    }

    public static long ignoreInterrupts(Mark started) {
        note(started);
        while (true) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            Thread.interrupted();
        }
    }

    public static long ignoreInterruptsUntil(Mark started, Mark released) {
        note(started);
        while (true) {
            try {
                released.awaitInTask();
                return pid();
            } catch (InterruptedException e) {
                // That is what it is to ignore.
            }
        }
    }

    /** Lasts some milliseconds without using the processor. */
    public static int last(int millis, int value) throws InterruptedException {
        Thread.sleep(millis);
        return value;
    }

    public static long crash(Mark started, int code) {
        note(started);
        System.err.println("last words of the task");
        Runtime.getRuntime().halt(code);
        return 0;
    }

    public static long eatHeap() {
        while (true) {
            EATEN.add(new byte[1 << 20]);
        }
    }

    /** Waits for a mark or an interrupt, and writes which of them came: {@code pid released} or {@code pid interrupted}. */
    public static long sayHowItEnds(Mark started, Mark released, Mark ends) throws InterruptedException {
        note(started);
        try {
            released.awaitInTask();
        } catch (InterruptedException e) {
            ends.write(pid() + " interrupted");
            throw e;
        }
        ends.write(pid() + " released");
        return pid();
    }

    /** Writes where there is no memory. */
    public static long crashNatively() throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field field = type.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        type.getMethod("putAddress", long.class, long.class).invoke(field.get(null), 0L, 0L);
        return 0;
    }

    /** Does not return; the signal comes at once. */
    public static long killOwnProcess() throws Exception {
        new ProcessBuilder("kill", "-9", String.valueOf(pid())).start().waitFor();
        Thread.sleep(Long.MAX_VALUE);
        return 0;
    }
}

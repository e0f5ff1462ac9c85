package io.github.processpool.testing;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.SerializableCallable;
import io.github.processpool.SerializableRunnable;
import io.github.processpool.WorkerContext;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The tasks that tests let workers do, ordinary things first and then every kind of misbehaviour, by honest names. To be called from a
 * lambda: {@code pool.submit(() -> Tasks.exit(3))}. Tasks tell the test where they are through a {@link Flag} or a {@link
 * Journal}, never by taking long enough. Those that may throw a checked exception return something, so that a lambda that calls
 * them is a {@link SerializableCallable}.
 */
public final class Tasks {

    private static final AtomicInteger CALLS = new AtomicInteger();

    /** Keeps what {@link #eatHeap} eats. */
    private static final List<byte[]> EATEN = new ArrayList<>();

    private static volatile int sink;

    private Tasks() {}

    // -- Ordinary --

    public static int add(int a, int b) {
        return a + b;
    }

    public static <T> T echo(T value) {
        return value;
    }

    public static long pid() {
        return ProcessHandle.current().pid();
    }

    /** 0, 1, 2, … in one worker. */
    public static int countCalls() {
        return CALLS.getAndIncrement();
    }

    /** Work that takes some time without using the processor. */
    public static int lastAMillisecond() throws InterruptedException {
        Thread.sleep(1);
        return 1;
    }

    public static int slot() {
        return WorkerContext.current().slot();
    }

    public static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    public static int sum(byte[] bytes) {
        int sum = 0;
        for (byte value : bytes) {
            sum = 31 * sum + value;
        }
        return sum;
    }

    /** Raises one flag when it runs, waits for another one, and returns its worker's pid. */
    public static long runUntil(Flag started, Flag released) throws InterruptedException {
        started.raise();
        released.awaitInTask();
        return pid();
    }

    /** Writes its worker's pid when it runs, waits for a flag, and returns the pid. */
    public static long runUntil(Journal started, Flag released) throws InterruptedException {
        started.write(String.valueOf(pid()));
        released.awaitInTask();
        return pid();
    }

    /** Writes a line and returns it. */
    public static String note(Journal journal, String line) {
        journal.write(line);
        return line;
    }

    /** Notes a number and returns it; ends its process if it is below -1. */
    public static int noteOrHalt(int number, String journal) {
        if (number != -1) {
            new Journal(journal).write(String.valueOf(number));
        }
        if (number < -1) {
            halt(1);
        }
        return number;
    }

    // -- Takes for ever --

    public static String sleepForever(Flag started) throws InterruptedException {
        started.raise();
        Thread.sleep(Long.MAX_VALUE);
        return "woke up";
    }

    public static void ignoreInterrupts(Flag started) {
        started.raise();
        while (true) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            Thread.interrupted();
        }
    }

    /** A loop that the compiler gives no safepoint poll, unless it is told to. */
    public static void spinInCountedLoop(Flag started) {
        started.raise();
        while (true) {
            int sum = 0;
            for (int i = 0; i < Integer.MAX_VALUE - 1; i++) {
                sum += i * i ^ sink;
            }
            sink = sum;
        }
    }

    /** Notices the interrupt, cleans up and gives way. */
    public static String cleanUpWhenInterrupted(Flag started, Flag cleanedUp) throws InterruptedException {
        started.raise();
        try {
            Thread.sleep(Long.MAX_VALUE);
            return "woke up";
        } finally {
            cleanedUp.raise();
        }
    }

    /** Swallows the interrupt and ends by the flag of its context. */
    public static boolean runUntilCancelled(Flag started) {
        started.raise();
        WorkerContext context = WorkerContext.current();
        while (!context.isCancelled()) {
            LockSupport.parkNanos(1_000_000);
            Thread.interrupted();
        }
        return true;
    }

    // -- Ends its process --

    /** Made here, because a worker may not have the libraries that a test's own class needs. */
    public static SerializableRunnable loggingWithTheJdk(String message) {
        return () -> java.util.logging.Logger.getLogger("it").warning(message);
    }

    public static void exit(int code) {
        System.exit(code);
    }

    public static void halt(int code) {
        Runtime.getRuntime().halt(code);
    }

    public static String segfault() throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field field = type.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        type.getMethod("putAddress", long.class, long.class).invoke(field.get(null), 0L, 0L);
        return "survived";
    }

    /** Does not return; the signal comes at once. */
    public static String killOwnProcess() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-9", String.valueOf(pid())).start().waitFor();
        Thread.sleep(Long.MAX_VALUE);
        return "survived";
    }

    public static void eatHeap() {
        while (true) {
            EATEN.add(new byte[1 << 20]);
        }
    }

    /** Exhausts the heap, gives everything back and goes on as if nothing had happened. */
    public static String eatHeapAndCatch() {
        try {
            eatHeap();
            return "unreachable";
        } catch (OutOfMemoryError e) {
            EATEN.clear();
            return "caught";
        }
    }

    @SuppressWarnings("InfiniteRecursion") // Which is what it is for.
    public static int overflowStack(int depth) {
        return depth == Integer.MAX_VALUE ? 0 : overflowStack(depth + 1) + 1;
    }

    public static void throwError() {
        throw new AssertionError("an error of the task's own");
    }

    public static String throwInBackgroundThread() throws InterruptedException {
        Thread thread = new Thread(
                () -> {
                    throw new IllegalStateException("thrown in a background thread");
                },
                "a-background-thread");
        thread.start();
        thread.join();
        return "joined";
    }

    // -- Standard streams --

    public static void print(String line) {
        System.out.println(line);
    }

    public static void printError(String line) {
        System.err.println(line);
    }

    /** Straight to file descriptor 1, past System.out. */
    public static int writeBinaryToDescriptorOne(int length) throws IOException {
        byte[] bytes = bytes(length);
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        out.write(bytes);
        out.flush();
        return sum(bytes);
    }

    public static int readStandardInput() throws IOException {
        return System.in.read();
    }

    public static String closeStandardInput() throws IOException {
        System.in.close();
        return "closed";
    }

    public static void closeStandardOutput() {
        System.out.close();
        System.err.close();
    }

    public static void replaceSystemOut() {
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), true));
    }

    // -- Processes of its own --

    /** Starts a process that outlives the task, and returns its pid. */
    public static long startChild() {
        try {
            return new ProcessBuilder("sleep", "1000").start().pid();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String outputOfChild(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** Starts a process that starts a process that …; each writes its pid into the journal and stays. */
    public static long startDescendants(int levels, Journal pids) throws IOException {
        String script = "echo $$ >> \"$2\"; "
                + "if [ \"$1\" -gt 1 ]; then sh -c \"$0\" \"$0\" $(($1 - 1)) \"$2\" & wait; else exec sleep 1000; fi";
        return new ProcessBuilder("sh", "-c", script, script, String.valueOf(levels), pids.path())
                .redirectErrorStream(true)
                .redirectOutput(Path.of("/dev/null").toFile())
                .start()
                .pid();
    }

    /** A pool in a worker. */
    public static int useOwnPool(int a, int b) throws Exception {
        try (ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                .name("nested")
                .maxWorkers(1)
                .workerHeap(32L << 20)
                .build()) {
            return pool.submit(() -> Tasks.add(a, b)).get();
        }
    }
}

package io.github.processpool.internal.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a process runs and which of those with the same number it is, where there is a {@code /proc} better than the JDK
 * does: one that was killed and that its parent has not asked for is gone, and the date of a start does not move with the clock of
 * the machine. Stateless.
 */
public final class ProcessLife {

    private static final Path PROC = Path.of("/proc");
    /** Fields behind the name of a process, which may have anything in it: the start in ticks is the 22nd of all. */
    private static final int STATE = 0;

    private static final int START = 19;

    private ProcessLife() {}

    /**
     * Returns whether a process runs.
     *
     * @param process known by its handle
     * @return false if it has ended, whether its parent knows or not
     */
    public static boolean isAlive(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        String[] stat = stat(process.pid());
        return stat == null || !(stat[STATE].equals("Z") || stat[STATE].equals("X"));
    }

    /**
     * Returns the number of this process. A {@code /proc} tells it without the JDK's class for processes, whose making takes a
     * twentieth of the start of a JVM.
     *
     * @return the pid
     */
    public static long ownPid() {
        try {
            return Long.parseLong(Files.readSymbolicLink(PROC.resolve("self")).toString());
        } catch (IOException | RuntimeException e) {
            return ProcessHandle.current().pid();
        }
    }

    /**
     * Returns a number that another process with the same pid does not have.
     *
     * @param pid of a process that exists
     * @return its start, on a clock that only this system knows; empty if there is no such process
     */
    public static OptionalLong startOf(long pid) {
        String[] stat = stat(pid);
        if (stat != null) {
            return OptionalLong.of(Long.parseLong(stat[START]));
        }
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().startInstant())
                .map(Instant::toEpochMilli)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /**
     * Names the set of processes that this one can see: a pid means another process in a container.
     *
     * @return letters and digits; the same for all where there are no such sets
     */
    public static String namespace() {
        try {
            String link = Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString(); // pid:[4026531836]
            return Long.toString(Long.parseLong(link.replaceAll("[^0-9]", "")), Character.MAX_RADIX);
        } catch (IOException | RuntimeException e) {
            return "0";
        }
    }

    /** Takes it apart without a pattern: a worker that starts has better things to do than to compile one. */
    private static String @Nullable [] stat(long pid) {
        try {
            String text = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
            return fields.length > START ? fields : null;
        } catch (IOException | RuntimeException e) {
            return null; // No /proc here, or the process is gone.
        }
    }
}

package io.github.processpool.internal.parent.pool;

import io.github.processpool.PoolBrokenException;
import io.github.processpool.WorkerStartException;
import java.time.Duration;

/**
 * Starts of workers that have failed in a row, and the words for them: the reason first, the command nowhere, since the cause has it.
 * Immutable.
 *
 * @param last how the last one failed
 * @param inARow how many
 * @param within how long it has been since the first of them was begun
 * @param lasting whether each further one would end like that, so that the next one is tried late
 */
public record FailedStarts(WorkerStartException last, int inARow, Duration within, boolean lasting) {

    private static final String COMMAND = "\nCommand: ";

    /** Returns the end of a message, with a command as people can read it. */
    public static String commandWords(String command) {
        return COMMAND + command;
    }

    /** Returns what is said of a failed start without its command, which may be long, and tells what not everybody is to see. */
    public static String withoutCommand(WorkerStartException failure) {
        String words = String.valueOf(failure.getMessage());
        int end = words.lastIndexOf(COMMAND);
        return end < 0 ? words : words.substring(0, end);
    }

    /** Returns the reason alone. */
    public static String headline(WorkerStartException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    /** Returns why the pool takes no task; a new exception at each call, because every future has its own. */
    PoolBrokenException brokenPool(String poolName) {
        return new PoolBrokenException(beginning(poolName) + withoutCommand(last) + "\n" + consequence(), last);
    }

    /** Returns the reason and what follows from it, in one line. */
    public String brief(String poolName) {
        return beginning(poolName) + headline(last) + ". " + consequence();
    }

    private static String beginning(String poolName) {
        return "Process pool '" + poolName + "' can't start workers. ";
    }

    private String consequence() {
        if (lasting) {
            return "Each start would end like that, so the next one is tried in ten minutes: correct the arguments of the workers'"
                    + " JVM (jvmArguments, with Spring Boot process-pool.jvm-arguments) and make the pool anew";
        }
        String time = within.toSeconds() == 0 ? "a second" : within.toSeconds() + " s";
        return inARow + " starts in a row have failed within " + time
                + ". It tries again in the background and recovers by itself";
    }
}

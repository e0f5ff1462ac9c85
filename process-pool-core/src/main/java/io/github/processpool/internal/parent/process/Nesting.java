package io.github.processpool.internal.parent.process;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How deep this process is among workers of workers: told by the parent in the environment, one more than its own. It keeps pools
 * that are made in workers from making each other without end, as one does that is made in the static initializer of the class its
 * tasks come from. Stateless.
 */
public final class Nesting {

    /** Workers of workers of workers may not have pools. */
    static final int DEEPEST = 3;

    static final String VARIABLE = "PROCESS_POOL_DEPTH";

    private Nesting() {}

    /**
     * Refuses a pool that would be too deep.
     *
     * @param poolName for the message
     * @throws IllegalStateException if this process may not have pools
     */
    public static void check(String poolName) {
        check(poolName, System.getenv(VARIABLE));
    }

    static void check(String poolName, @Nullable String depth) {
        if (depth(depth) >= DEEPEST) {
            throw new IllegalStateException(
                    "Process pool '" + poolName + "' can't be made here: this process is a worker of a"
                            + " worker, " + DEEPEST
                            + " deep, and pools within workers end there. If that is not meant, look for a pool"
                            + " that is made where workers pass by too, in a static initializer or a bean");
        }
    }

    /** Tells a worker of this process how deep it is. */
    static void tell(Map<String, String> environment) {
        environment.put(VARIABLE, String.valueOf(depth(System.getenv(VARIABLE)) + 1));
    }

    private static int depth(@Nullable String text) {
        try {
            return text == null ? 0 : Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return 0; // Somebody else's variable.
        }
    }
}

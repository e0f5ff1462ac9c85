package io.github.processpool.internal.parent.life;

import io.github.processpool.internal.parent.pool.PoolLoggers;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/**
 * Warns once if processes that workers have left behind stay as zombies: when their parent is gone they are given to the first
 * process of the container, which has to ask for their ends. A JVM in that place does not. Stateless but for that.
 */
final class Zombies {

    private static final Logger log = PoolLoggers.of(Zombies.class);
    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private Zombies() {}

    /** These have outlived their worker and were killed. */
    static void warnOf(List<Long> killed) {
        if (!killed.isEmpty() && ProcessHandle.current().pid() == 1 && WARNED.compareAndSet(false, true)) {
            log.warn(
                    "Processes {} have outlived the worker that started them, and stay as zombies now that they were killed,"
                            + " because this JVM is the first process of its container and does not ask for their ends. Start"
                            + " the container with an init process: docker run --init, tini as its entry point, or"
                            + " shareProcessNamespace in Kubernetes",
                    killed);
        }
    }
}

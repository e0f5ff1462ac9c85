package io.github.processpool.internal.parent;

import io.github.processpool.ProcessPoolListener;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the listeners, one event after the other, on a thread that holds no lock. Costs nothing when nobody listens.
 *
 * <p><b>Thread safety:</b> any thread may publish.
 */
final class Events {

    private static final Logger log = LoggerFactory.getLogger(Events.class);

    private final List<ProcessPoolListener> listeners;
    private final Executor executor;

    Events(List<ProcessPoolListener> listeners, Executor executor) {
        this.listeners = listeners;
        this.executor = executor;
    }

    boolean isHeard() {
        return !listeners.isEmpty();
    }

    void publish(Consumer<ProcessPoolListener> event) {
        if (isHeard()) {
            executor.execute(() -> listeners.forEach(listener -> tell(listener, event)));
        }
    }

    private static void tell(ProcessPoolListener listener, Consumer<ProcessPoolListener> event) {
        try {
            event.accept(listener);
        } catch (RuntimeException | Error e) {
            log.warn("The listener {} of a process pool failed", listener, e);
        }
    }
}

package io.github.processpool.spring.async.carry;

import io.github.processpool.WorkerContext;
import io.github.processpool.spring.ContextCarrier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a carrier that is not required restored in a worker, or failed to. Its failures, and those of libraries that only the
 * parent has, go to the log, once for each worker and carrier; the call does not hear of them.
 *
 * <p><b>Thread safety:</b> the thread that restored.
 */
final class DispensableScope implements ContextCarrier.Scope {

    private static final Logger log = LoggerFactory.getLogger(DispensableScope.class);
    private static final ContextCarrier.Scope NOTHING = () -> {};

    private final String carrier;
    private final ContextCarrier.Scope scope;

    private DispensableScope(String carrier, ContextCarrier.Scope scope) {
        this.carrier = carrier;
        this.scope = scope;
    }

    static ContextCarrier.Scope open(String carrier, Supplier<ContextCarrier.Scope> restoring) {
        try {
            return new DispensableScope(carrier, restoring.get());
        } catch (RuntimeException | LinkageError e) {
            tell(carrier, "restored", e);
            return NOTHING;
        }
    }

    @Override
    public void failed(Throwable failure) {
        scope.failed(failure);
    }

    @Override
    public void close() {
        try {
            scope.close();
        } catch (RuntimeException | LinkageError e) {
            tell(carrier, "cleaned up", e);
        }
    }

    private static void tell(String carrier, String what, Throwable failure) {
        String key = DispensableScope.class.getName() + "." + carrier;
        if (isFirst(key)) {
            log.warn(
                    "What the ContextCarrier '{}' takes along can't be {} in this worker: its calls go on without. This is"
                            + " not said again",
                    carrier,
                    what,
                    failure);
        }
    }

    /** On a thread of the application there is no worker that could remember. */
    private static boolean isFirst(String key) {
        try {
            return WorkerContext.current().attributes().putIfAbsent(key, key) == null;
        } catch (IllegalStateException e) {
            return true;
        }
    }
}

package io.github.processpool.internal.worker;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The state of a thread that code of the user can change and the next task would inherit: context class loader, name, priority
 * and diagnostic context. The {@link TaskRunner} has it remembered when the worker is prepared, and put back after each
 * task. It does not know values of the user's own {@code ThreadLocal}s.
 *
 * <p><b>Thread safety:</b> used by the runner's thread only.
 */
final class ThreadState {

    private @Nullable ClassLoader loader;
    private String name = "";
    private int priority = Thread.NORM_PRIORITY;
    private @Nullable Map<String, String> mdc;

    /** Takes what the thread has now for its own. */
    void remember() {
        Thread thread = Thread.currentThread();
        loader = thread.getContextClassLoader();
        name = thread.getName();
        priority = thread.getPriority();
        mdc = WorkerLog.mayHaveMdc() ? MDC.getCopyOfContextMap() : null;
    }

    /** Gives the thread back what it had. */
    void putBack() {
        Thread thread = Thread.currentThread();
        if (thread.getContextClassLoader() != loader) {
            thread.setContextClassLoader(loader);
        }
        if (!thread.getName().equals(name)) {
            thread.setName(name);
        }
        if (thread.getPriority() != priority) {
            thread.setPriority(priority);
        }
        if (WorkerLog.mayHaveMdc()) {
            putBackMdc();
        }
    }

    private void putBackMdc() {
        try {
            if (mdc == null || mdc.isEmpty()) {
                MDC.clear();
            } else {
                MDC.setContextMap(mdc);
            }
        } catch (RuntimeException | LinkageError e) {
            // Whatever a logging framework has against it, the next task goes on.
        }
    }
}

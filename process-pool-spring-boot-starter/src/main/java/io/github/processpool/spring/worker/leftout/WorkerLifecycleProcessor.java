package io.github.processpool.spring.worker.leftout;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.context.Lifecycle;
import org.springframework.context.LifecycleProcessor;

/**
 * Starts no bean of a worker's context but those that the application names in {@code process-pool.worker.context.start}: what
 * has a life of its own serves somebody from outside, and the parent does that.
 *
 * <p><b>Thread safety:</b> called by the thread that builds or closes the context.
 */
final class WorkerLifecycleProcessor implements LifecycleProcessor {

    private static final Logger log = LoggerFactory.getLogger(WorkerLifecycleProcessor.class);

    private final ListableBeanFactory beans;
    private final List<String> names;
    private final Deque<Lifecycle> started = new ArrayDeque<>();
    /** Volatile: a run asks for it on another thread than the one that refreshes. */
    private volatile boolean running;

    WorkerLifecycleProcessor(ListableBeanFactory beans, List<String> names) {
        this.beans = beans;
        this.names = names;
    }

    @Override
    public void onRefresh() {
        start();
    }

    @Override
    public void onClose() {
        stop();
    }

    @Override
    public void start() {
        for (String name : names) {
            if (beans.containsBean(name)) {
                startBean(name);
            } else {
                log.warn(
                        "process-pool.worker.context.start names the bean '{}', which there is not in this context",
                        name);
            }
        }
        running = true;
    }

    private void startBean(String name) {
        if (!(beans.getBean(name) instanceof Lifecycle bean)) {
            throw new IllegalStateException("process-pool.worker.context.start names the bean '" + name
                    + "', which can't be started: it is no " + Lifecycle.class.getName());
        }
        if (!bean.isRunning()) {
            bean.start();
            started.push(bean);
        }
    }

    @Override
    public void stop() {
        running = false;
        while (!started.isEmpty()) {
            Lifecycle bean = started.pop();
            try {
                bean.stop();
            } catch (RuntimeException e) {
                log.warn("A bean could not be stopped: {}", bean, e);
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}

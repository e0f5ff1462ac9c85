package io.github.processpool.spring.settings;

import io.github.processpool.WorkerContext;
import io.github.processpool.WorkerInitializer;
import java.util.List;

/** Several initializers as one, run in a worker: started in their order, stopped in reverse. */
public final class WorkerInitializerChain implements WorkerInitializer {

    private static final long serialVersionUID = 1L;

    private final WorkerInitializer[] initializers;

    public WorkerInitializerChain(List<WorkerInitializer> initializers) {
        this.initializers = initializers.toArray(WorkerInitializer[]::new);
    }

    @Override
    public void start(WorkerContext context) throws Exception {
        for (WorkerInitializer initializer : initializers) {
            initializer.start(context);
        }
    }

    @Override
    public void warmUp(WorkerContext context) throws Exception {
        for (WorkerInitializer initializer : initializers) {
            initializer.warmUp(context);
        }
    }

    @Override
    public void stop(WorkerContext context) throws Exception {
        Exception failure = null;
        for (int i = initializers.length - 1; i >= 0; i--) {
            try {
                initializers[i].stop(context);
            } catch (Exception e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}

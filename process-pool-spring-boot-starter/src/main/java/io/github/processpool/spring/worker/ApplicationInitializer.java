package io.github.processpool.spring.worker;

import io.github.processpool.WorkerContext;
import io.github.processpool.WorkerInitializer;
import io.github.processpool.spring.WorkerProcess;
import io.github.processpool.spring.worker.bean.ParentBeans;
import io.github.processpool.spring.worker.database.BootDatabase;
import io.github.processpool.spring.worker.database.PrivateDatabase;
import io.github.processpool.spring.worker.description.ApplicationDescription;
import io.github.processpool.spring.worker.description.ApplicationRecord;
import io.github.processpool.spring.worker.likeness.ApplicationShape;
import io.github.processpool.spring.worker.values.ProcessIdentity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;

/**
 * Brings to a worker what it needs to start the application. {@link #start} only remembers that: tasks which call no bean never
 * pay for the context. {@link #warmUp} builds it and makes the beans that will be called, {@link #stop} closes it.
 *
 * <p>In the parent it is a way to the description, which is taken anew for each worker that starts: the application may have changed
 * since. What travels has it in bytes, so that a {@code process-pool.parameter-filter} has no more than one class to let through.
 *
 * <p><b>Thread safety:</b> immutable; the description is taken on the threads of the starts.
 */
public final class ApplicationInitializer implements WorkerInitializer {

    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(ApplicationInitializer.class);

    /** Null in what travels. */
    private final transient @Nullable ApplicationDescriber application;

    private final byte[] description;

    private ApplicationInitializer(@Nullable ApplicationDescriber application, byte[] description) {
        this.application = application;
        this.description = description;
    }

    /**
     * Creates the initializer for the pools of an application, whose context is about to start. What it needs of that is looked up
     * now: when a worker starts, another thread may hold the locks of the context and wait for that worker.
     *
     * @param beans the application's
     * @param overrides properties that win over all others in workers
     * @param startedBeans names of beans to be started in workers
     * @param calledBeans names of beans to be made in workers when these are warmed up
     * @param eagerBeans names of beans, or patterns of such, to be made in workers with the context
     * @param patience how long the application may take in a worker to get as far as loading its context
     */
    public static ApplicationInitializer of(
            ConfigurableBeanFactory beans,
            Map<String, String> overrides,
            List<String> startedBeans,
            List<String> calledBeans,
            List<String> eagerBeans,
            Duration patience) {
        ApplicationDescription.Settings settings = new ApplicationDescription.Settings(
                Map.copyOf(overrides),
                List.copyOf(startedBeans),
                List.copyOf(calledBeans),
                PrivateDatabase.mayBeIn(beans),
                BootDatabase.ownOf(beans),
                patience);
        ApplicationShape shape = ApplicationShape.of(beans, calledBeans);
        return new ApplicationInitializer(ApplicationDescriber.of(beans, eagerBeans, settings, shape), new byte[0]);
    }

    private Object writeReplace() {
        ApplicationDescriber now = application;
        return now == null ? this : new ApplicationInitializer(null, bytes(now.describe()));
    }

    /**
     * Refuses what every worker would fail at.
     *
     * @param beans the application's
     * @param pool the name of the pool whose workers are to have them
     * @throws IllegalStateException if it is not known how the application was started
     */
    public static void check(ConfigurableBeanFactory beans, String pool) {
        if (ApplicationRecord.of(beans) == null) {
            throw new IllegalStateException("The workers of process pool '" + pool
                    + "' can't have the beans of this application: a worker starts the same application again, and"
                    + " how this one was started is not known, because its context was not made by a SpringApplication."
                    + " Start it by one, which in a test @SpringBootTest does, or have beans called in this process:"
                    + " with process-pool.mode=in-process on threads of the pool, with process-pool.enabled=false where"
                    + " they are called");
        }
    }

    /**
     * Warns if the application's database lives in the memory of its process, or is a file that no other can open, once for each
     * application.
     *
     * @param beans the application's
     */
    public static void warnOfPrivateDatabase(ConfigurableBeanFactory beans) {
        @Nullable ApplicationRecord made = ApplicationRecord.of(beans);
        if (made == null
                || made.warned().get()
                || WorkerProcess.isWorker()
                || !made.warned().compareAndSet(false, true)) {
            return;
        }
        PrivateDatabase.warning(beans).ifPresent(log::warn);
    }

    @Override
    public void start(WorkerContext context) throws IOException, ClassNotFoundException {
        ApplicationDescription application = description();
        if (application.isOfThisJvm()) {
            context.attributes().put(ParentBeans.KEY, ParentBeans.of(application.application()));
        } else {
            WorkerProcess.becomeWorker();
            ProcessIdentity.becomeWorker(context.poolName(), context::slot);
            WorkerApplication.remember(application, context.poolName());
        }
    }

    @Override
    public void warmUp(WorkerContext context) throws Exception {
        @Nullable WorkerApplication application = WorkerApplication.ofThisProcess();
        if (application != null && !description().isOfThisJvm()) {
            application.build();
            application.makeCalledBeans();
        }
    }

    @Override
    public void stop(WorkerContext context) throws IOException, ClassNotFoundException {
        @Nullable WorkerApplication application = WorkerApplication.ofThisProcess();
        if (application != null && !description().isOfThisJvm()) {
            application.close();
        }
    }

    private static byte[] bytes(ApplicationDescription description) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(description);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // Nothing but text, lists and maps: not to be expected.
        }
        return bytes.toByteArray();
    }

    ApplicationDescription description() throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(description))) {
            return (ApplicationDescription) in.readObject();
        }
    }
}

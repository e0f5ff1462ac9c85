package io.github.processpool.spring.worker.run;

import io.github.processpool.spring.worker.description.ApplicationDescription;
import io.github.processpool.spring.worker.description.ApplicationLaunch;
import io.github.processpool.spring.worker.description.ApplicationRecord;
import io.github.processpool.spring.worker.description.MainClass;
import io.github.processpool.spring.worker.tests.AddedSources;
import io.github.processpool.spring.worker.tests.DoublesOfTest;
import io.github.processpool.spring.worker.tests.ValueGivers;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.test.context.TestContextManager;

/**
 * Starts the application in a worker: lets its own {@code main} run on a thread of its own, changes the runs of
 * {@link SpringApplication} on the way, and takes the context of the one whose sources are the parent's once that is loaded.
 * What is taken is refreshed here and not by the run, which never goes on: nothing is thrown into {@code main}, which may catch
 * or exit, its thread is parked for good.
 *
 * <p>{@code captured} is the only state that moves: open, then a context or a failure, whatever comes first.
 *
 * <p><b>Thread safety:</b> {@link #run} is called by the thread that builds; the {@code on…} methods by whichever threads the
 * application runs on.
 */
public final class ContextStart {

    /** For a {@code main} that hands the start over to a thread we can't see. */
    private static final Duration AFTER_MAIN = Duration.ofSeconds(2);

    private static final int LOOK_MILLIS = 100;

    /** Volatile: set by the building thread, read by the threads of the application. */
    private static volatile @Nullable ContextStart ongoing;

    private final ApplicationDescription description;
    private final ApplicationLaunch launch;
    private final String pool;
    private final QuietLibraries quiet;
    private final RunChanges changes;
    private final CompletableFuture<ConfigurableApplicationContext> captured = new CompletableFuture<>();
    private final List<ConfigurableApplicationContext> passed = new CopyOnWriteArrayList<>();
    private final List<List<String>> otherRuns = new CopyOnWriteArrayList<>();
    /** Volatile: set by the first run that has to be added to, read by later ones. */
    private volatile boolean added;
    /** Volatile: written by the application's threads, read by the waiting one. */
    private volatile @Nullable Throwable lastFailure;

    private ContextStart(
            ApplicationDescription description, ApplicationLaunch launch, String pool, QuietLibraries quiet) {
        this.description = description;
        this.launch = launch;
        this.pool = pool;
        this.quiet = quiet;
        this.changes = new RunChanges(description);
    }

    static @Nullable ContextStart ongoing() {
        return ongoing;
    }

    /**
     * Builds the context.
     *
     * @throws Exception if the application can't be started in this worker
     */
    public static BuiltContext run(ApplicationDescription description, String pool, QuietLibraries quiet)
            throws Exception {
        ApplicationLaunch launch = description.launch();
        if (launch == null) {
            throw new IllegalStateException(
                    "it is not known how the application was started: its context was not made by a"
                            + " SpringApplication");
        }
        ContextStart start = new ContextStart(description, launch, pool, quiet);
        // For good: what main starts later, or too late, is changed like the rest and no second server.
        ongoing = start;
        return start.build();
    }

    // -- The thread that builds --

    private BuiltContext build() throws Exception {
        WorkerLogging.prepare(launch.aheadOfTime());
        if (launch.aheadOfTime()) {
            System.setProperty("spring.aot.enabled", "true");
        }
        // What Boot prepares in the background is for a server's first request, and slows a worker's start down.
        System.getProperties().putIfAbsent("spring.backgroundpreinitializer.ignore", "true");
        ThreadGroup group = new ThreadGroup("process-pool-" + pool + "-main");
        Thread main = new Thread(group, this::startApplication, group.getName());
        main.setDaemon(true);
        main.start();
        ConfigurableApplicationContext context = awaitLoaded(main, group);
        try {
            context.refresh();
        } catch (Throwable e) {
            new BuiltContext(context, passed).close();
            throw e;
        }
        return new BuiltContext(context, passed);
    }

    private ConfigurableApplicationContext awaitLoaded(Thread main, ThreadGroup group) throws Exception {
        long begin = System.nanoTime();
        long mainSeen = begin;
        while (true) {
            try {
                return captured.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            } catch (TimeoutException e) {
                long now = System.nanoTime();
                if (main.isAlive() || group.activeCount() > 0) {
                    mainSeen = now;
                }
                if (now - mainSeen > AFTER_MAIN.toNanos()) {
                    throw ended();
                }
                if (now - begin > description.settings().patience().toNanos()) {
                    throw late(main);
                }
            }
        }
    }

    private IllegalStateException ended() {
        return new IllegalStateException(
                launch.entry() + " has ended in the worker without starting the application with the sources "
                        + wanted() + seen(),
                lastFailure);
    }

    private IllegalStateException late(Thread main) {
        String place = Arrays.stream(main.getStackTrace())
                .limit(20)
                .map(frame -> "\n    at " + frame)
                .collect(Collectors.joining());
        return new IllegalStateException(
                launch.entry() + " has not got as far as loading the context with the sources " + wanted()
                        + " within " + description.settings().patience() + " (part of process-pool.start-timeout)"
                        + seen()
                        + (place.isEmpty() ? "" : ". It is here:" + place),
                lastFailure);
    }

    private String wanted() {
        return launch.sources()
                + (launch.oneOfSeveral()
                        ? ", the profiles " + launch.profiles() + " and the arguments of the run that is meant"
                        : "");
    }

    private String seen() {
        return otherRuns.isEmpty() ? "" : "; what was started has the sources " + otherRuns;
    }

    // -- The main thread --

    private void startApplication() {
        try {
            String[] arguments = launch.arguments().toArray(String[]::new);
            if (launch.testClass() != null) {
                new TestContext(launch.testClass()).load();
            } else if (launch.mainClass() != null) {
                MainClass.call(launch.mainClass(), arguments);
            } else {
                SpringApplication application = new SpringApplication();
                application.setSources(new LinkedHashSet<>(launch.sources()));
                application.setAdditionalProfiles(launch.profiles().toArray(String[]::new));
                application.run(arguments);
            }
        } catch (Throwable e) {
            captured.completeExceptionally(new IllegalStateException(
                    launch.entry() + " failed in the worker: " + e, lastFailure == null ? e : lastFailure));
        }
    }

    /** Apart, because Spring's test framework is there in tests only. */
    private record TestContext(String testClass) {

        void load() throws ClassNotFoundException {
            Class<?> type =
                    Class.forName(testClass, false, Thread.currentThread().getContextClassLoader());
            new TestContextManager(type).getTestContext().getApplicationContext();
        }
    }

    // -- The threads on which the application runs --

    void onStarting(SpringApplication application) {
        ValueGivers.leaveOut(application, description.properties());
        if (!added) {
            added = AddedSources.addTo(
                    application, ApplicationRecord.names(application), launch, description.properties());
        }
        changes.apply(application, ApplicationRecord.names(application).equals(launch.sources()));
    }

    void onEnvironment(ConfigurableEnvironment environment) {
        changes.putFirst(environment);
    }

    /** By now the run has set up logging. */
    void onContextPrepared(SpringApplication application, ConfigurableApplicationContext context) {
        RunChanges.quieten(application);
        LoggersOfSpring.follow(
                LoggingSystem.get(ContextStart.class.getClassLoader()),
                context.getClass(),
                context.getBeanFactory().getClass());
        quiet.hush(context.getEnvironment());
    }

    /** Does not return if this is the run that the worker wants. */
    void onContextLoaded(SpringApplication application, String[] arguments, ConfigurableApplicationContext context) {
        changes.putFirst(context.getEnvironment());
        changes.apply(context);
        DoublesOfTest.refuseIn(context.getBeanFactory(), launch.testClass());
        if (isWanted(application, arguments) && isOfWantedProfiles(context)) {
            new ApplicationRecord(launch).keepIn(context);
            RunChanges.addListeners(application, context);
            captured.complete(context);
            parkForGood();
        }
        passed.add(context);
        otherRuns.add(ApplicationRecord.names(application));
    }

    /** Does not return if this is the run that the worker wants. */
    void onFailed(SpringApplication application, String[] arguments, Throwable failure) {
        lastFailure = failure;
        if (isWanted(application, arguments)) {
            captured.completeExceptionally(new IllegalStateException("the application can't be started", failure));
            parkForGood();
        }
    }

    /** Arguments are compared only where they have to be: a main may add some each time that it is called. */
    private boolean isWanted(SpringApplication application, String[] arguments) {
        return ApplicationRecord.names(application).equals(launch.sources())
                && (!launch.oneOfSeveral() || launch.arguments().equals(List.of(arguments)));
    }

    private boolean isOfWantedProfiles(ConfigurableApplicationContext context) {
        return !launch.oneOfSeveral()
                || Set.copyOf(launch.profiles())
                        .equals(Set.copyOf(List.of(context.getEnvironment().getActiveProfiles())));
    }

    private static void parkForGood() {
        while (true) {
            LockSupport.park(ContextStart.class);
            Thread.interrupted(); // Or it would not park again.
        }
    }
}

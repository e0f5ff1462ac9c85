package io.github.processpool.internal.worker;

import io.github.processpool.internal.wire.message.LevelChanges;
import io.github.processpool.internal.wire.message.LogLevel;
import io.github.processpool.internal.wire.message.LogRecord;
import io.github.processpool.internal.wire.message.Message.LogLevels;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Where the logging frameworks of a worker process meet it: takes events from their appenders and hands them to the {@link
 * LogSender}; hands the levels that the parent wants to those frameworks. One per process, because a framework is configured once
 * per process; it does nothing in a JVM that is no worker.
 *
 * <p>No framework is loaded because of it. {@link #prepare} only names, in system properties, the configuration that a framework
 * is to take instead of the application's, which would open the parent's log files. The appender in that configuration comes here
 * by itself when something is logged for the first time.
 *
 * <p><b>Thread safety:</b> any thread publishes and enters; the loop brings levels; the runner settles. Levels are given to
 * frameworks under the lock of the field {@code frameworks}, never on the loop's thread.
 */
public final class WorkerLog {

    /** A worker whose JVM has this system property set to false logs as its own configuration says. */
    private static final String SWITCH = "process-pool.log-events";

    private static final Map<String, String> CONFIGURATIONS = Map.of(
            "logback.configurationFile",
            "io/github/processpool/internal/worker/logback/worker-logback.xml",
            "log4j2.configurationFactory",
            "io.github.processpool.internal.worker.log4j.WorkerConfigurationFactory",
            // Log4j asks for events at once then: they belong to the task that runs, and come before its answer.
            "log4j2.contextSelector",
            "org.apache.logging.log4j.core.selector.ClassLoaderContextSelector");

    private static final LogLevels NO_LEVELS = new LogLevels(Map.of(), Map.of());

    private static final List<Framework> frameworks = new CopyOnWriteArrayList<>();
    /** Set once, when the channel is there; volatile for all who publish. */
    private static volatile @Nullable LogSender sender;
    /** The levels that the parent has sent last; volatile for those who enter. */
    private static volatile LogLevels levels = NO_LEVELS;

    /** A logging framework that publishes here. */
    public interface Framework {

        /**
         * Sets the levels of loggers; called by one thread at a time.
         *
         * @param wanted the level of each logger that is to change; an empty text for none of its own
         */
        void setLevels(Map<String, String> wanted);
    }

    private WorkerLog() {}

    /** The main thread, before any code of the user's: frameworks are to log here. */
    static void prepare() {
        // The framework may lie on the class path, though this library is a module.
        WorkerLog.class.getModule().addReads(ClassLoader.getSystemClassLoader().getUnnamedModule());
        if (!"false".equals(System.getProperty(SWITCH))) {
            for (Map.Entry<String, String> configuration : CONFIGURATIONS.entrySet()) {
                System.setProperty(configuration.getKey(), configuration.getValue());
            }
        }
    }

    /** The runner: whether a framework may keep a diagnostic context; to ask it would start one that nobody has used. */
    static boolean mayHaveMdc() {
        return sender == null || !frameworks.isEmpty() || "false".equals(System.getProperty(SWITCH));
    }

    /** The loop: from now on there is somebody to send to. */
    static void connect(LogSender made) {
        sender = made;
    }

    /**
     * Sends an event to the parent. Waits for a moment if the parent does not keep up, and drops it then.
     *
     * @param level how important it is
     * @param logger the name of its logger
     * @param thread the name of the thread that logged it
     * @param millis when, in milliseconds since 1970
     * @param message with its arguments filled in
     * @param context the thread's diagnostic context
     * @param thrown the exception that it was logged with, if any
     * @return false if this JVM is no worker
     */
    public static boolean publish(
            LogLevel level,
            String logger,
            String thread,
            long millis,
            String message,
            LogContext context,
            @Nullable Throwable thrown) {
        LogSender current = sender;
        if (current != null) {
            RemoteProblem problem = thrown == null ? null : RemoteProblem.of(thrown);
            current.send(new LogRecord(
                    level,
                    millis,
                    logger,
                    thread,
                    message,
                    context.mdc(),
                    context.pairs(),
                    context.markers(),
                    problem));
        }
        return current != null;
    }

    /**
     * The parts of an event besides its message.
     *
     * @param mdc the diagnostic context of the thread
     * @param pairs key-value pairs of the event itself
     * @param markers the names of its markers
     */
    public record LogContext(Map<String, String> mdc, Map<String, String> pairs, List<String> markers) {}

    /**
     * A framework has been configured to publish here; gets the levels that the parent wants.
     *
     * @param framework from now on hears of changes
     * @param replaced the one that it takes the place of, if any
     */
    public static void enter(Framework framework, @Nullable Framework replaced) {
        synchronized (frameworks) {
            if (replaced != null) {
                frameworks.remove(replaced);
            }
            frameworks.add(framework);
            framework.setLevels(levels.all());
        }
    }

    /**
     * Takes back the property that told a framework its configuration, once it has read it: code that configures logging later
     * and looks at it would wonder, and Spring Boot warns of it. Those of other frameworks stay, which may not have begun yet.
     *
     * @param property that names the configuration
     */
    public static void forgetConfiguration(String property) {
        String ours = CONFIGURATIONS.get(property);
        if (ours != null && ours.equals(System.getProperty(property))) {
            System.clearProperty(property);
        }
    }

    /** The loop: the parent wants other levels. Frameworks hear of it on another thread, because they may block. */
    static void setLevels(LogLevels wanted) {
        LogLevels before = levels;
        levels = wanted;
        if (!frameworks.isEmpty()) {
            Thread setter = new Thread(null, () -> change(before), "process-pool-log-levels", 0, false);
            setter.setDaemon(true);
            try {
                setter.start();
            } catch (OutOfMemoryError e) {
                // No thread can be made now. The levels are set after the next task, see settle.
            }
        }
    }

    private static void change(LogLevels before) {
        synchronized (frameworks) {
            set(LevelChanges.between(before.all(), levels.all()));
        }
    }

    /**
     * The runner: code of the user's has run, which may have configured a framework, as an application's context does. Levels
     * that the parent has changed at run time hold all the same.
     */
    static void settle() {
        LogSender current = sender;
        if (current == null) {
            return;
        }
        current.reportDropped();
        Map<String, String> changed = levels.changed();
        if (!changed.isEmpty()) {
            set(changed);
        }
    }

    private static void set(Map<String, String> wanted) {
        synchronized (frameworks) {
            try {
                frameworks.forEach(framework -> framework.setLevels(wanted));
            } catch (RuntimeException | LinkageError e) {
                // Whatever a framework has against it, the task goes on.
            }
        }
    }
}

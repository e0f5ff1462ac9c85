package io.github.processpool.spring.worker.run;

import ch.qos.logback.classic.LoggerContext;
import io.github.processpool.WorkerCommand;
import java.util.Map;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.util.ClassUtils;

/**
 * Keeps a worker from opening the application's log files, which the parent writes: its logging is configured from files of ours,
 * which write to where the parent reads, with the application's levels. It begins on the command line, since a logging library
 * reads the application's own file as soon as anybody logs.
 */
final class WorkerLogging {

    private static final String FOLDER = "io/github/processpool/spring/logging/";
    private static final String LOGBACK_PROPERTY = "logback.configurationFile";
    private static final String LOGBACK_FILE = FOLDER + "worker-logback.xml";
    private static final String LOG4J_FILE = "classpath:" + FOLDER + "worker-log4j2.xml";

    private WorkerLogging() {}

    /** In the parent: configures what logs before there is a context. */
    static void configure(WorkerCommand command) {
        if (hasLogback()) {
            command.jvmArguments().add("-D" + LOGBACK_PROPERTY + "=" + LOGBACK_FILE);
        }
        if (hasLog4j()) {
            command.jvmArguments().add("-Dlog4j2.configurationFile=" + LOG4J_FILE);
        }
    }

    /** In the worker: has the library read that, and then hides it from Boot, which has a property of its own for it. */
    static void prepare(boolean aheadOfTime) {
        if (hasLogback()) {
            Logback.prepare(aheadOfTime);
        }
    }

    /** In the worker: for Boot. */
    static Map<String, Object> properties() {
        String configuration = hasLogback()
                ? "classpath:" + LOGBACK_FILE
                : hasLog4j() ? LOG4J_FILE : "classpath:" + FOLDER + "worker-jul.properties";
        return Map.of("logging.file.name", "", "logging.file.path", "", "logging.config", configuration);
    }

    private static boolean hasLogback() {
        return ClassUtils.isPresent("ch.qos.logback.classic.LoggerContext", null);
    }

    private static boolean hasLog4j() {
        return ClassUtils.isPresent("org.apache.logging.log4j.core.impl.Log4jContextFactory", null);
    }

    /** Apart, because there are other libraries. */
    private static final class Logback {

        static void prepare(boolean aheadOfTime) {
            ILoggerFactory loggers = LoggerFactory.getILoggerFactory();
            if (LOGBACK_FILE.equals(System.getProperty(LOGBACK_PROPERTY))) {
                System.clearProperty(LOGBACK_PROPERTY);
            }
            if (aheadOfTime && loggers instanceof LoggerContext context) {
                // Else Boot takes what it made of the application's file ahead of time. It sets levels all the same.
                context.putObject(LoggingSystem.class.getName(), new Object());
            }
        }
    }
}

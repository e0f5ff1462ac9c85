package io.github.processpool.spring.worker.description;

import io.github.processpool.spring.WorkerProcess;
import io.github.processpool.spring.worker.effect.Effects;
import io.github.processpool.spring.worker.likeness.ApplicationShape;
import io.github.processpool.spring.worker.values.Connection;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a worker has to know to start the application of its parent. It travels to the worker over the pool's channel
 * and nowhere else, because properties hold secrets.
 *
 * @param jvm the parent's
 * @param application its number in the parent
 * @param launch how it was started; null if that is not known
 * @param properties what the parent's environment has and the worker's would not
 * @param files configuration files as the parent has read them; null if the worker has to
 * @param connections what the parent's beans say of databases and other servers
 * @param effects beans that are there for their effect
 * @param settings what the parent's properties say about contexts in workers
 * @param shape what the application consists of
 * @param servlets what its {@code ServletContext} says; null if it has none, or properties decide
 */
public record ApplicationDescription(
        String jvm,
        long application,
        @Nullable ApplicationLaunch launch,
        Map<String, String> properties,
        @Nullable ConfigurationFiles files,
        List<Connection> connections,
        Effects effects,
        Settings settings,
        ApplicationShape shape,
        @Nullable ServletSettings servlets)
        implements Serializable {

    /**
     * What the parent's properties say about contexts in workers.
     *
     * @param overrides properties that win over everything
     * @param startedBeans names of beans that are started with the context
     * @param calledBeans names of beans that are made when the context is warmed up, because tasks will call them
     * @param privateDatabase whether one of the application's JDBC databases may live in the memory of each process; which one
     *     does is decided there
     * @param bootDatabases names of the kinds of database of which the application may have the one that Boot makes in memory where
     *     nothing says which is meant
     * @param patience how long the application may take to get as far as loading its context
     */
    public record Settings(
            Map<String, String> overrides,
            List<String> startedBeans,
            List<String> calledBeans,
            boolean privateDatabase,
            List<String> bootDatabases,
            Duration patience)
            implements Serializable {}

    /** Workers that are threads use what the process has, be it the parent or itself a worker; it is not theirs to begin or end. */
    public boolean isOfThisJvm() {
        return jvm.equals(WorkerProcess.THIS_JVM);
    }

    @Override
    public String toString() {
        // Not the properties: they hold secrets.
        return "ApplicationDescription[" + (launch == null ? "unknown" : launch.entry()) + "]";
    }
}

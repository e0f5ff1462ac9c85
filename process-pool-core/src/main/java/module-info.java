/**
 * A pool of worker JVM processes behind the JDK's {@link java.util.concurrent.ExecutorService}. Everything for users is in {@link
 * io.github.processpool}, and meters for Micrometer are in {@link io.github.processpool.micrometer}; the packages of the
 * engine are nobody's but its own.
 *
 * <p>A worker starts with the modules of its parent, in the class {@code WorkerMain} of this one.
 */
@SuppressWarnings({"module", "requires-automatic"
}) // Starter and cluster, which are compiled after this; Micrometer has no other.
module io.github.processpool.core {
    requires java.management;
    // Heap dumps.
    requires jdk.management;
    // Signals, by reflection: workers outlive the Ctrl-C that tells their parent to drain.
    requires jdk.unsupported;
    requires org.slf4j;
    // Whether there is one is asked before SLF4J is.
    uses org.slf4j.spi.SLF4JServiceProvider;

    // Events for the flight recorder, where there is one.
    requires static jdk.jfr;

    // For the compiler and its checks only.
    requires static org.jspecify;
    // Workers send to the parent what is logged through one of them.
    requires static ch.qos.logback.classic;
    requires static ch.qos.logback.core;
    requires static org.apache.logging.log4j;
    requires static org.apache.logging.log4j.core;
    // Only for the package of meters.
    requires static micrometer.core;
    // Log4j's core requires it, and has a type of it in a listener.
    requires static java.desktop;

    exports io.github.processpool;
    exports io.github.processpool.micrometer;
    // The start-up cache of executable jars is the one of class paths, with another way to start from it.
    exports io.github.processpool.internal.archive to
            io.github.processpool.spring;
    exports io.github.processpool.internal.cache to
            io.github.processpool.spring;
    // What can't travel between processes, and what to do instead.
    exports io.github.processpool.internal.remedy to
            io.github.processpool.spring;

    // Meters of a cluster are read as those of a pool are.
    exports io.github.processpool.internal.snapshot to
            io.github.processpool.spring;

    // A cluster takes tasks of a pool to other members, as they were written for workers.
    exports io.github.processpool.internal.federation to
            io.github.processpool.cluster;
    exports io.github.processpool.internal.wire.codec to
            io.github.processpool.cluster;
    exports io.github.processpool.internal.wire.message to
            io.github.processpool.cluster;

    // The appenders of workers, which the frameworks make; Logback finds the file beside its own by name.
    // To all, because a framework may lie on the class path.
    opens io.github.processpool.internal.worker.logback;
    opens io.github.processpool.internal.worker.log4j;
}

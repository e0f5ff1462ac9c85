/** Process pools of several JVMs that run each other's tasks. Everything for users is in {@link io.github.processpool.cluster}. */
module io.github.processpool.cluster {
    requires transitive io.github.processpool.core;
    requires transitive java.sql;
    requires org.jgroups;
    requires org.slf4j;

    // For the compiler and its checks only.
    requires static org.jspecify;

    exports io.github.processpool.cluster;
}

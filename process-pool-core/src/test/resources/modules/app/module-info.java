/** An application of somebody who uses the pool: one package is opened to it, the other is nobody's. */
module app {
    requires io.github.processpool.core;
    requires org.slf4j;
    requires static org.apache.logging.log4j;

    opens app.shared to
            io.github.processpool.core;
}

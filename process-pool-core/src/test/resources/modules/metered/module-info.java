module metered {
    requires io.github.processpool.core;
    requires micrometer.core;

    opens metered to
            io.github.processpool.core;
}

module app {
    requires io.github.processpool.core;

    opens app to io.github.processpool.core;
}

package io.github.processpool.spring.launch;

/** Only calls load it, by a name that is put together then: an archive in which the whole name is has the class. */
final class LaunchedApplicationExtra {

    private LaunchedApplicationExtra() {}
}

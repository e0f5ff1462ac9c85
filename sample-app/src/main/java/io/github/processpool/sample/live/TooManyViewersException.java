package io.github.processpool.sample.live;

/** As many browsers watch as may. */
public final class TooManyViewersException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooManyViewersException(int limit) {
        super("Already " + limit + " browsers watch this page; close one of them.");
    }
}

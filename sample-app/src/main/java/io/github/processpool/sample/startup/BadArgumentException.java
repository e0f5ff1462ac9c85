package io.github.processpool.sample.startup;

/** An argument of the command line names nothing that can be processed. */
final class BadArgumentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadArgumentException(String message) {
        super(message);
    }
}

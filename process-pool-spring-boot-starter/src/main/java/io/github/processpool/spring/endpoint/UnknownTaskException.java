package io.github.processpool.spring.endpoint;

/** A pool has no task of the number that was asked for, or it has ended. */
final class UnknownTaskException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    UnknownTaskException(String message) {
        super(message);
    }
}

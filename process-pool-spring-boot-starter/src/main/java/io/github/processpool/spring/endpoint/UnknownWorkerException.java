package io.github.processpool.spring.endpoint;

/** A pool has no worker of the name that was asked for; the message lists those that it has. */
final class UnknownWorkerException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    UnknownWorkerException(String message) {
        super(message);
    }
}

package io.github.processpool.sample.document;

/** A good document can't be taken now. The message says why; trying again later may help. */
public final class NoRoomException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NoRoomException(String message) {
        super(message);
    }
}

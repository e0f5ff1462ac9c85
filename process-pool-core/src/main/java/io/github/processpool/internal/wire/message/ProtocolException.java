package io.github.processpool.internal.wire.message;

import java.io.IOException;

/** The other end sent something that is not the protocol. The channel can't be used any more. */
public final class ProtocolException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message the mistake
     */
    public ProtocolException(String message) {
        super(message);
    }
}

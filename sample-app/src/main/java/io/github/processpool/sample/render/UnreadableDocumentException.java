package io.github.processpool.sample.render;

import java.io.Serial;

/** The file can't be read as a PDF. The message says why, in words for the person who gave it. */
public final class UnreadableDocumentException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    public UnreadableDocumentException(String message) {
        super(message);
    }
}

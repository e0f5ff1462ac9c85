package io.github.processpool.sample.document;

/** Something that was given is not a document that could be taken. The message says why, in words for the person who gave it. */
public final class RejectedDocumentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public RejectedDocumentException(String message) {
        super(message);
    }
}

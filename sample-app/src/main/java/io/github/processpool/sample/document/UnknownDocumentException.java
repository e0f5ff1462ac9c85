package io.github.processpool.sample.document;

/** There is no such document, or no longer. */
public final class UnknownDocumentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnknownDocumentException(String what) {
        super("There is no such " + what + ", or no longer.");
    }
}

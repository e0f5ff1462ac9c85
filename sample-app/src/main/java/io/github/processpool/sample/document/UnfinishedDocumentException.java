package io.github.processpool.sample.document;

/** What was asked for is possible only when the document is finished. */
public final class UnfinishedDocumentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnfinishedDocumentException(String name) {
        super(name + " is still being processed; cancel it or wait for its end.");
    }
}

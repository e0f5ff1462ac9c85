package io.github.processpool.sample.document;

/** Something that was given is not a document that could be taken, now or later. */
public final class RejectedDocumentException extends RefusedDocumentException {

    private static final long serialVersionUID = 1L;

    public RejectedDocumentException(String words) {
        super(words);
    }
}

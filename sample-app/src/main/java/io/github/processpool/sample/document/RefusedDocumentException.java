package io.github.processpool.sample.document;

/** A document was not taken. */
public abstract sealed class RefusedDocumentException extends RuntimeException
        permits RejectedDocumentException, NoRoomException {

    private static final long serialVersionUID = 1L;

    private final String words;

    RefusedDocumentException(String words) {
        super(words);
        this.words = words;
    }

    /** Says why, to the person who gave it. */
    public String words() {
        return words;
    }
}

package io.github.processpool.sample.document;

/** A good document can't be taken now; trying again later may help. */
public final class NoRoomException extends RefusedDocumentException {

    private static final long serialVersionUID = 1L;

    public NoRoomException(String words) {
        super(words);
    }
}

package io.github.processpool.spring.guide.async;

/** As an entity is. */
class Document {

    private final byte[] content;
    private long id;

    Document(byte[] content) {
        this.content = content;
    }

    byte[] getContent() {
        return content;
    }

    long getId() {
        return id;
    }

    void setId(long id) {
        this.id = id;
    }
}

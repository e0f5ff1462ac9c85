package io.github.processpool.spring.guide.async;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Calls from inside a transaction. */
@Service
class Uploads {

    private final DocumentRepository documents;
    private final Thumbnails thumbnails;

    Uploads(DocumentRepository documents, Thumbnails thumbnails) {
        this.documents = documents;
        this.thumbnails = thumbnails;
    }

    @Transactional
    public void upload(byte[] content) {
        Document document = documents.save(new Document(content));
        thumbnails.render(document.getId()); // the worker finds no such document
    }
}

package io.github.processpool.spring.guide.async;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Repository;

/** Keeps documents in memory. */
@Repository
class DocumentRepository {

    private final Map<Long, Document> documents = new ConcurrentHashMap<>();

    Document save(Document document) {
        document.setId(documents.size() + 1L);
        documents.put(document.getId(), document);
        return document;
    }

    byte[] contentOf(long id) {
        return documents.get(id).getContent();
    }
}

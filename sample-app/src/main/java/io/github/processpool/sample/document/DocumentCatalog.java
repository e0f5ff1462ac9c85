package io.github.processpool.sample.document;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The documents that the application knows, in the order in which they came; never more than its capacity.
 *
 * <p>Thread safety: every method holds the catalog's lock and calls nothing that blocks.
 */
final class DocumentCatalog {

    private final int capacity;
    private final Map<String, Document> documents = new LinkedHashMap<>();

    DocumentCatalog(int capacity) {
        this.capacity = capacity;
    }

    synchronized List<Document> all() {
        return new ArrayList<>(documents.values());
    }

    synchronized Optional<Document> find(String id) {
        return Optional.ofNullable(documents.get(id));
    }

    synchronized void add(Document document) {
        documents.put(document.id(), document);
    }

    synchronized void remove(String id) {
        documents.remove(id);
    }

    /**
     * Says whether {@link #makeRoom} would find room.
     *
     * @throws NoRoomException if too many are unfinished
     */
    synchronized void checkRoom() {
        if (all().stream().filter(document -> !document.isFinished()).count() >= capacity) {
            throw new NoRoomException(capacity + " documents are waiting or being processed; try again later.");
        }
    }

    /**
     * Removes the oldest finished documents until there is room for one more, if there is a finished one.
     *
     * @return the removed ones
     */
    synchronized Collection<Document> makeRoom() {
        List<Document> removed = new ArrayList<>();
        for (Document document : all()) {
            if (documents.size() < capacity) {
                break;
            }
            if (document.isFinished()) {
                documents.remove(document.id());
                removed.add(document);
            }
        }
        return removed;
    }

    /** Returns the name, or the name with a number if another document has it already. */
    synchronized String freeName(String wanted) {
        String name = wanted;
        for (int number = 2; isTaken(name); number++) {
            int dot = wanted.lastIndexOf('.');
            String stem = dot > 0 ? wanted.substring(0, dot) : wanted;
            String suffix = dot > 0 ? wanted.substring(dot) : "";
            name = stem + " (" + number + ")" + suffix;
        }
        return name;
    }

    private boolean isTaken(String name) {
        return documents.values().stream().anyMatch(document -> document.name().equals(name));
    }
}

package io.github.processpool.sample.render;

import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * What a worker is asked to do. The document itself does not travel: parent and workers share the
 * file system.
 *
 * @param documentId names the document in the {@link PageRepository}
 * @param name of the document, for people
 * @param run counts how often it has been processed, from 1
 * @param file the document, as an absolute path
 * @param thumbnails an existing folder for the pictures, as an absolute path
 * @param maxPages how many pages are rendered at most
 */
public record RenderRequest(String documentId, String name, int run, String file, String thumbnails, int maxPages)
        implements Serializable {

    @Serial
    private static final long serialVersionUID = 1L;

    public static RenderRequest of(String documentId, String name, int run, Path file, Path thumbnails, int maxPages) {
        return new RenderRequest(
                documentId,
                name,
                run,
                file.toAbsolutePath().toString(),
                thumbnails.toAbsolutePath().toString(),
                maxPages);
    }
}

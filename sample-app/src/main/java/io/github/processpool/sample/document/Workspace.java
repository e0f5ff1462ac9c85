package io.github.processpool.sample.document;

import io.github.processpool.sample.SampleProperties;
import io.github.processpool.spring.annotation.ConditionalOnProcessPoolParent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/**
 * The folders of the application, in one that is new for each run and deleted at its end, after the pool has stopped and the
 * database is closed. File names in them come from the application, never from a user. Workers have no bean of this kind; they
 * are told the paths that they need.
 *
 * <p>Thread safety: immutable.
 */
@Component
@ConditionalOnProcessPoolParent
public class Workspace implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Workspace.class);

    private static final String PREFIX = "process-pool-sample-";

    private final Path root;

    Workspace(SampleProperties properties) throws IOException {
        Path parent = properties.workDirectory();
        this.root = parent == null
                ? Files.createTempDirectory(PREFIX)
                : Files.createTempDirectory(Files.createDirectories(parent.toAbsolutePath()), PREFIX);
        Files.createDirectories(uploads());
        Files.createDirectories(thumbnails());
    }

    /** Where the documents lie that the sample makes for itself. */
    public Path shipped() {
        return root.resolve("documents");
    }

    /** Where the files of the database lie, without their ending. */
    public Path database() {
        return root.resolve("pages");
    }

    Path uploadOf(String documentId) {
        return uploads().resolve(documentId + ".pdf");
    }

    /** Where the pictures of one processing lie; the folder may not exist yet. */
    Path thumbnailsOf(String documentId, int run) {
        return thumbnails().resolve(documentId).resolve(Integer.toString(run));
    }

    Path newThumbnailsOf(String documentId, int run) throws IOException {
        return Files.createDirectories(thumbnailsOf(documentId, run));
    }

    void forgetThumbnailsOf(String documentId, int run) {
        delete(thumbnailsOf(documentId, run));
    }

    /** Deletes what was kept for a document; its original stays if it lies elsewhere. */
    void forget(String documentId) {
        delete(uploadOf(documentId));
        delete(thumbnails().resolve(documentId));
    }

    @Override
    public void destroy() {
        delete(root);
    }

    private Path uploads() {
        return root.resolve("uploads");
    }

    private Path thumbnails() {
        return root.resolve("thumbnails");
    }

    private static void delete(Path path) {
        try {
            FileSystemUtils.deleteRecursively(path);
        } catch (IOException e) {
            log.warn("{} could not be deleted: {}", path, e.toString());
        }
    }
}

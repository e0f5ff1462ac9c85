package io.github.processpool.sample.document;

import io.github.processpool.PoolBrokenException;
import io.github.processpool.PoolShutdownException;
import io.github.processpool.ProcessFuture;
import io.github.processpool.QueueFullException;
import io.github.processpool.sample.SampleProperties;
import io.github.processpool.sample.render.DocumentRenderer;
import io.github.processpool.sample.render.PageRepository;
import io.github.processpool.sample.render.RenderRequest;
import io.github.processpool.sample.render.RenderedDocument;
import io.github.processpool.sample.render.Thumbnail;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Receives documents from uploads and from the first round, gives each to the {@link DocumentRenderer}, which renders it in a
 * worker process, and answers what became of them. It reads nothing but the first bytes of a file.
 *
 * <p>Thread safety: called by request threads, the live updates and the first round. What changes the catalog holds the
 * service's lock, under which a document is given to the renderer but never awaited.
 */
@Service
public class DocumentService {

    private final DocumentRenderer renderer;
    private final PageRepository pages;
    private final Workspace workspace;
    private final SampleProperties properties;
    private final DocumentCatalog catalog;

    DocumentService(DocumentRenderer renderer, PageRepository pages, Workspace workspace, SampleProperties properties) {
        this.renderer = renderer;
        this.pages = pages;
        this.workspace = workspace;
        this.properties = properties;
        this.catalog = new DocumentCatalog(properties.maxDocuments());
    }

    /**
     * A document that was taken.
     *
     * @param document as it stands now
     * @param finished completes, never with a failure, with the document as it stands in the end
     */
    public record Accepted(DocumentView document, CompletionStage<DocumentView> finished) {}

    /** Stores content under a path. */
    @FunctionalInterface
    public interface Content {
        void storeAt(Path file) throws IOException;
    }

    /**
     * Takes a file that stays where it is.
     *
     * @throws RejectedDocumentException if it is not a PDF
     * @throws NoRoomException if it can't be taken now
     */
    public Accepted add(Path file) throws IOException {
        PdfCheck.size(Files.size(file), properties.maxFileSize());
        PdfCheck.signature(file);
        return take(nextId(), String.valueOf(file.getFileName()), file);
    }

    /**
     * Takes an upload, of which it keeps a copy.
     *
     * @throws RejectedDocumentException if the name or the content is not that of a PDF
     * @throws NoRoomException if it can't be taken now
     */
    public Accepted upload(@Nullable String givenName, Content content) throws IOException {
        String name = PdfCheck.plainName(givenName);
        String id = nextId();
        Path file = workspace.uploadOf(id);
        try {
            content.storeAt(file);
            PdfCheck.size(Files.size(file), properties.maxFileSize());
            PdfCheck.signature(file);
            return take(id, name, file);
        } catch (IOException | RuntimeException e) {
            workspace.forget(id);
            throw e;
        }
    }

    public List<DocumentView> list() {
        return catalog.all().stream().map(Document::view).toList();
    }

    public DocumentDetails details(String id) {
        DocumentView document = find(id).view();
        return new DocumentDetails(document, pages.pagesOf(id, document.run()));
    }

    /** The picture of a page; it can be had as soon as that page is rendered. */
    public Path thumbnail(String id, int run, int page) {
        Path file = Thumbnail.fileOf(workspace.thumbnailsOf(find(id).id(), run), page);
        if (!Files.isRegularFile(file)) {
            throw new UnknownDocumentException("page");
        }
        return file;
    }

    /** Stops the work on a document; nothing happens if it is finished. */
    public DocumentView cancel(String id) {
        Document document = find(id);
        document.latest().cancel();
        return document.view();
    }

    /**
     * Processes a finished document once more.
     *
     * @throws UnfinishedDocumentException if it is not finished
     */
    public synchronized DocumentView again(String id) {
        Document document = finished(id);
        Run former = document.latest();
        int number = former.number() + 1;
        document.begin(new Run(number, render(id, document.name(), document.file(), number)));
        former.stopped().thenRun(() -> {
            workspace.forgetThumbnailsOf(id, former.number());
            pages.forget(id, former.number());
        });
        return document.view();
    }

    /**
     * Forgets a finished document.
     *
     * @throws UnfinishedDocumentException if it is not finished
     */
    public synchronized void remove(String id) {
        Document document = finished(id);
        catalog.remove(id);
        forget(document);
    }

    private synchronized Accepted take(String id, String wantedName, Path file) throws IOException {
        catalog.checkRoom();
        String name = catalog.freeName(wantedName);
        String note = name.equals(wantedName) ? null : "There is another " + wantedName + ", so it was given a number.";
        ProcessFuture<RenderedDocument> future = render(id, name, file, 1);
        // Only now: a pool that refuses the new one must not cost an old one.
        catalog.makeRoom().forEach(this::forget);
        Document document = new Document(id, name, file, Files.size(file), note, new Run(1, future));
        catalog.add(document);
        return new Accepted(document.view(), future.handle((result, failure) -> document.view()));
    }

    private ProcessFuture<RenderedDocument> render(String id, String name, Path file, int run) {
        try {
            Path thumbnails = workspace.newThumbnailsOf(id, run);
            return renderer.render(RenderRequest.of(id, name, run, file, thumbnails, properties.maxPages()));
        } catch (QueueFullException e) {
            throw new NoRoomException("Too many documents are waiting; try again later.");
        } catch (PoolShutdownException e) {
            throw new NoRoomException("The application is ending.");
        } catch (PoolBrokenException e) {
            throw new NoRoomException("No worker can be started now: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("The folder for pictures could not be made", e);
        }
    }

    private void forget(Document document) {
        document.latest().stopped().thenRun(() -> {
            workspace.forget(document.id());
            pages.forget(document.id());
        });
    }

    private Document finished(String id) {
        Document document = find(id);
        if (!document.isFinished()) {
            throw new UnfinishedDocumentException(document.name());
        }
        return document;
    }

    private Document find(String id) {
        return catalog.find(id).orElseThrow(() -> new UnknownDocumentException("document"));
    }

    private String nextId() {
        return "d" + pages.nextDocument();
    }
}

package io.github.processpool.sample.document;

import io.github.processpool.sample.SampleProperties;
import io.github.processpool.sample.SampleProperties.Database;
import io.github.processpool.sample.document.DocumentService.Content;
import io.github.processpool.sample.render.PageDatabase;
import io.github.processpool.sample.render.PageRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** A service on a fake renderer, with room for three documents. */
public final class DocumentFixture {

    public static final int CAPACITY = 3;

    public final PageRepository pages = PageDatabase.empty();
    public final FakeRenderer renderer = new FakeRenderer(pages);
    public final SampleProperties properties;
    public final Workspace workspace;
    public final DocumentService documents;

    public DocumentFixture(Path folder) throws IOException {
        this.properties = new SampleProperties(
                folder,
                false,
                Duration.ofSeconds(7),
                1,
                50,
                CAPACITY,
                DataSize.ofMegabytes(1),
                2,
                Duration.ofMillis(20),
                new Database(true, 0, ""));
        this.workspace = new Workspace(properties);
        this.documents = new DocumentService(renderer, pages, workspace, properties);
    }

    public static Content pdf() {
        return text("%PDF-1.7\nnot much of one");
    }

    public static Content text(String text) {
        return file -> Files.writeString(file, text, StandardCharsets.US_ASCII);
    }

    public DocumentView upload(String name) throws IOException {
        return documents.upload(name, pdf()).document();
    }
}

package io.github.processpool.sample.document;

import io.github.processpool.sample.SampleProperties;
import io.github.processpool.sample.document.DocumentService.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** A service on a fake pool, with room for three documents. */
public final class DocumentFixture {

    public static final int CAPACITY = 3;

    public final FakePool pool = new FakePool();
    public final SampleProperties properties;
    public final Workspace workspace;
    public final DocumentService documents;

    public DocumentFixture(Path folder) throws IOException {
        this.properties = new SampleProperties(
                folder, false, Duration.ofSeconds(7), 50, CAPACITY, DataSize.ofMegabytes(1), 2, Duration.ofMillis(20));
        this.workspace = new Workspace(properties);
        this.documents = new DocumentService(pool.asExecutor(), workspace, properties);
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

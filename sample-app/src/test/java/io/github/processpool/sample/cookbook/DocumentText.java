package io.github.processpool.sample.cookbook;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.tika.exception.TikaException;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.parser.AutoDetectParser;
import org.apache.tika.sax.BodyContentHandler;
import org.xml.sax.SAXException;

/** The text of documents that somebody has uploaded. */
class DocumentText {

    private static final TaskOptions LIMIT =
            TaskOptions.builder().timeout(Duration.ofMinutes(1)).build();
    private static final int CHARACTERS = 1_000_000;

    static ProcessPoolExecutor pool() {
        return ProcessPoolExecutor.builder()
                .name("tika")
                .workerHeap(512L << 20)
                .maxTasksPerWorker(1_000) // parsers that leak do not get far
                .jvmArguments("-Djava.awt.headless=true")
                .resultClasses("org.apache.tika.exception.*") // and java.base: nothing else comes back
                .build();
    }

    static ProcessFuture<String> of(ProcessPoolExecutor pool, Path document) {
        return pool.with(LIMIT).submit(DocumentText::parse, document);
    }

    private static String parse(Path document) throws IOException, SAXException, TikaException {
        BodyContentHandler text = new BodyContentHandler(CHARACTERS);
        try (TikaInputStream content = TikaInputStream.get(document)) {
            new AutoDetectParser().parse(content, text, new Metadata());
        }
        return text.toString();
    }
}

package io.github.processpool.sample.document;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A document in the catalog, with its latest processing.
 *
 * <p>Thread safety: may be read by any thread; {@link #begin} is called under the lock of the {@link DocumentService}.
 */
final class Document {

    private final String id;
    private final String name;
    private final Path file;
    private final long bytes;
    private final @Nullable String note;
    private volatile Run latest;

    Document(String id, String name, Path file, long bytes, @Nullable String note, Run first) {
        this.id = id;
        this.name = name;
        this.file = file;
        this.bytes = bytes;
        this.note = note;
        this.latest = first;
    }

    String id() {
        return id;
    }

    String name() {
        return name;
    }

    Path file() {
        return file;
    }

    Run latest() {
        return latest;
    }

    boolean isFinished() {
        return latest.view().state().isFinished();
    }

    void begin(Run run) {
        latest = run;
    }

    DocumentView view() {
        Run run = latest;
        RunView seen = run.view();
        Verdict verdict = seen.verdict();
        return new DocumentView(
                id,
                name,
                bytes,
                note,
                run.number(),
                seen.state().toString(),
                seen.pagesDone(),
                seen.pagesTotal(),
                seen.workerPid(),
                seen.member(),
                seen.startedAt(),
                seen.millis(),
                verdict == null ? null : verdict.outcome(),
                verdict == null ? null : verdict.words());
    }
}

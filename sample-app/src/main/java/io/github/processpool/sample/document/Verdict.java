package io.github.processpool.sample.document;

import io.github.processpool.MemberLostException;
import io.github.processpool.PoolBrokenException;
import io.github.processpool.PoolShutdownException;
import io.github.processpool.RemoteTaskException;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.WorkerStartException;
import io.github.processpool.sample.render.PlainText;
import io.github.processpool.sample.render.RenderedDocument;
import io.github.processpool.sample.render.UnreadableDocumentException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What became of a document, told to a program and to a person.
 *
 * @param outcome for a program
 * @param words one or two plain sentences
 */
public record Verdict(Outcome outcome, String words) {

    private static final int LONGEST_DETAIL = 300;

    static Verdict of(RenderedDocument result) {
        int rendered = result.rendered();
        String pages = rendered == 1 ? "1 page was rendered." : rendered + " pages were rendered.";
        return new Verdict(
                Outcome.RENDERED,
                rendered == result.pageCount()
                        ? pages
                        : pages + " The document has " + result.pageCount() + "; the rest was left out.");
    }

    static Verdict of(Throwable thrown) {
        Throwable failure = unwrapped(thrown);
        if (failure instanceof TaskTimeoutException) {
            return new Verdict(
                    Outcome.TIMED_OUT, "It took longer than a document may take. Its worker was stopped and replaced.");
        }
        if (isExhaustedHeap(failure)) {
            return new Verdict(
                    Outcome.HEAP_EXHAUSTED,
                    "It needed more memory than a worker's heap has. Its worker was retired and replaced.");
        }
        if (failure instanceof WorkerCrashedException crash) {
            return new Verdict(
                    Outcome.WORKER_CRASHED, "Its worker process died" + howItDied(crash) + ". It was replaced.");
        }
        if (failure instanceof MemberLostException loss) {
            return new Verdict(
                    Outcome.MEMBER_LOST,
                    "The other instance that rendered it, " + loss.member() + ", was lost. It can be rendered again.");
        }
        if (failure instanceof UnreadableDocumentException) {
            return new Verdict(Outcome.DAMAGED, detail(failure.getMessage()));
        }
        if (failure instanceof CancellationException) {
            return new Verdict(Outcome.CANCELLED, "It was cancelled.");
        }
        if (failure instanceof PoolBrokenException || failure instanceof WorkerStartException) {
            return new Verdict(Outcome.NO_WORKER, "No worker could be started: " + detail(failure.getMessage()));
        }
        if (failure instanceof PoolShutdownException) {
            return new Verdict(Outcome.NO_WORKER, "The application is ending.");
        }
        return new Verdict(Outcome.FAILED, "It could not be rendered: " + nameAndMessage(failure));
    }

    private static boolean isExhaustedHeap(Throwable failure) {
        if (failure instanceof WorkerCrashedException crash && crash.outOfMemory()) {
            return true;
        }
        if (failure instanceof RemoteTaskException remote) {
            return remote.remoteClassName().equals(OutOfMemoryError.class.getName());
        }
        return failure instanceof OutOfMemoryError;
    }

    private static String howItDied(WorkerCrashedException crash) {
        StringBuilder words = new StringBuilder();
        crash.exitCode().ifPresent(code -> words.append(" with exit code ").append(code));
        crash.signal().ifPresent(signal -> words.append(", as after ").append(signal));
        List<String> said = crash.stderrTail();
        if (!said.isEmpty()) {
            words.append(". Its last words: “")
                    .append(detail(said.get(said.size() - 1)))
                    .append('”');
        }
        return words.toString();
    }

    private static String nameAndMessage(Throwable failure) {
        if (failure instanceof RemoteTaskException) {
            return detail(failure.getMessage());
        }
        return detail(
                failure.getMessage() == null
                        ? failure.getClass().getSimpleName()
                        : failure.getClass().getSimpleName() + ": " + failure.getMessage());
    }

    private static Throwable unwrapped(Throwable thrown) {
        Throwable failure = thrown;
        while ((failure instanceof CompletionException || failure instanceof ExecutionException)
                && failure.getCause() != null) {
            failure = failure.getCause();
        }
        return failure;
    }

    private static String detail(@Nullable String message) {
        return PlainText.oneLine(String.valueOf(message), LONGEST_DETAIL);
    }
}

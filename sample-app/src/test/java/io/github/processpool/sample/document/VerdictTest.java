package io.github.processpool.sample.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.MemberLostException;
import io.github.processpool.PoolBrokenException;
import io.github.processpool.PoolShutdownException;
import io.github.processpool.RemoteTaskException;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.WorkerCrashedException.Circumstances;
import io.github.processpool.sample.render.RenderedDocument;
import io.github.processpool.sample.render.UnreadableDocumentException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class VerdictTest {

    @Test
    void countsPages() {
        assertThat(Verdict.of(new RenderedDocument(1, 1)).words()).isEqualTo("1 page was rendered.");
        assertThat(Verdict.of(new RenderedDocument(7, 1)).words())
                .isEqualTo("1 page was rendered. The document has 7; the rest was left out.");
    }

    @Test
    void tellsATimeout() {
        assertThat(Verdict.of(new TaskTimeoutException("t", TaskTimeoutException.Clock.EXECUTION, null)))
                .isEqualTo(new Verdict(
                        Outcome.TIMED_OUT,
                        "It took longer than a document may take. Its worker was stopped and replaced."));
    }

    @Test
    void tellsAnExhaustedHeapHoweverItIsReported() {
        assertThat(Verdict.of(new OutOfMemoryError("Java heap space")).outcome())
                .isEqualTo(Outcome.HEAP_EXHAUSTED);
        assertThat(Verdict.of(crash(3, Optional.empty(), true, List.of())).outcome())
                .isEqualTo(Outcome.HEAP_EXHAUSTED);
        assertThat(Verdict.of(new RemoteTaskException("m", "java.lang.OutOfMemoryError", ""))
                        .outcome())
                .isEqualTo(Outcome.HEAP_EXHAUSTED);
    }

    @Test
    void tellsHowAWorkerDiedAndWhatItSaidLast() {
        Verdict verdict =
                Verdict.of(crash(134, Optional.of("SIGABRT"), false, List.of("first", "bad \u001b[1mpointer")));

        assertThat(verdict.outcome()).isEqualTo(Outcome.WORKER_CRASHED);
        assertThat(verdict.words())
                .isEqualTo("Its worker process died with exit code 134, as after SIGABRT."
                        + " Its last words: “bad [1mpointer”. It was replaced.");
    }

    @Test
    void namesTheInstanceThatWasLost() {
        assertThat(Verdict.of(new MemberLostException("m", "127.0.0.1:7801", MemberLostException.Begun.YES)))
                .isEqualTo(new Verdict(
                        Outcome.MEMBER_LOST,
                        "The other instance that rendered it, 127.0.0.1:7801, was lost. It can be rendered again."));
    }

    @Test
    void tellsOfAWorkerThatLeftNoTrace() {
        WorkerCrashedException crash = new WorkerCrashedException(
                "m",
                new Circumstances(1, OptionalInt.empty(), Optional.empty(), false, List.of(), Optional.empty()),
                null);

        assertThat(Verdict.of(crash).words()).isEqualTo("Its worker process died. It was replaced.");
    }

    @Test
    void passesTheWordsOfAnUnreadableDocumentOn() {
        assertThat(Verdict.of(new UnreadableDocumentException("The document has no pages.")))
                .isEqualTo(new Verdict(Outcome.DAMAGED, "The document has no pages."));
    }

    @Test
    void tellsThatThereIsNoWorker() {
        assertThat(Verdict.of(new PoolBrokenException("java is missing", null)))
                .isEqualTo(new Verdict(Outcome.NO_WORKER, "No worker could be started: java is missing"));
        assertThat(Verdict.of(new PoolShutdownException("m")).outcome()).isEqualTo(Outcome.NO_WORKER);
    }

    @Test
    void namesAnyOtherFailure() {
        assertThat(Verdict.of(new IllegalStateException("odd")))
                .isEqualTo(new Verdict(Outcome.FAILED, "It could not be rendered: IllegalStateException: odd"));
        assertThat(Verdict.of(new StackOverflowError()).words())
                .isEqualTo("It could not be rendered: StackOverflowError");
    }

    @Test
    void looksThroughTheWrappersOfFutures() {
        assertThat(Verdict.of(new CompletionException(new ExecutionException(new CancellationException())))
                        .outcome())
                .isEqualTo(Outcome.CANCELLED);
    }

    private static WorkerCrashedException crash(
            int exitCode, Optional<String> signal, boolean outOfMemory, List<String> stderr) {
        return new WorkerCrashedException(
                "m",
                new Circumstances(1, OptionalInt.of(exitCode), signal, outOfMemory, stderr, Optional.empty()),
                null);
    }
}

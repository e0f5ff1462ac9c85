package io.github.processpool.internal.parent.log.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemoteThrowableTest {

    private static RemoteThrowable seen(Throwable thrown) {
        return RemoteThrowable.of(RemoteProblem.of(thrown));
    }

    private static void assertPrintsAsItDid(RemoteProblem problem) {
        assertThat(ThrowableProxyUtil.asString(RemoteThrowable.of(problem)).stripTrailing())
                .isEqualTo(problem.stackTrace().stripTrailing());
    }

    /** Says of itself what it likes. */
    private static final class Own extends Exception {

        private static final long serialVersionUID = 1;

        @Override
        public String toString() {
            return "an exception of its own\nin two lines";
        }
    }

    private static Throwable nested() {
        Throwable thrown = new IllegalStateException("no more: really\nnot", new Own().initCause(new Error("root")));
        thrown.addSuppressed(new ArithmeticException("zero"));
        return thrown;
    }

    @Test
    void itPrintsAsInTheWorker() {
        assertPrintsAsItDid(RemoteProblem.of(nested()));
        assertPrintsAsItDid(RemoteProblem.of(new IllegalStateException()));
        assertPrintsAsItDid(new RemoteProblem("a.B", "c", "nothing of that"));
    }

    @Test
    void classesAndMessagesAreThoseOfTheExceptionAndOfItsCauses() {
        IThrowableProxy seen = seen(nested());

        assertThat(seen.getClassName()).isEqualTo("java.lang.IllegalStateException");
        assertThat(seen.getMessage()).isEqualTo("no more: really\nnot");
        assertThat(seen.getCause().getCause().getClassName()).isEqualTo("java.lang.Error");
        assertThat(seen.getCause().getCause().getMessage()).isEqualTo("root");
        assertThat(seen.getCause().getCause().getCause()).isNull();
        assertThat(seen(new IllegalStateException()).getMessage()).isNull();
    }

    @Test
    void framesAreThoseOfTheWorker() {
        Throwable thrown = new IllegalStateException("here");

        List<StackTraceElement> frames = Arrays.stream(seen(thrown).getStackTraceElementProxyArray())
                .map(frame -> frame.getStackTraceElement())
                .toList();

        assertThat(frames).hasSameSizeAs(thrown.getStackTrace());
        for (int i = 0; i < frames.size(); i++) {
            StackTraceElement original = thrown.getStackTrace()[i];
            assertThat(frames.get(i).getClassName()).isEqualTo(original.getClassName());
            assertThat(frames.get(i).getMethodName()).isEqualTo(original.getMethodName());
            assertThat(frames.get(i).getFileName())
                    .isEqualTo(original.isNativeMethod() ? null : original.getFileName());
            assertThat(frames.get(i).getLineNumber()).isEqualTo(original.getLineNumber());
        }
    }

    @Test
    void aWorkerCannotMakeItDeeperThanLogbackCanFollow() {
        RemoteThrowable seen = RemoteThrowable.of(new RemoteProblem("a.B", "c", "a.B: c\nCaused by: x".repeat(5_000)));

        int depth = 0;
        for (IThrowableProxy each = seen; each != null; each = each.getCause()) {
            depth++;
        }
        assertThat(depth).isEqualTo(100);
    }
}

package io.github.processpool;

import static io.github.processpool.SharedThings.failureOf;
import static io.github.processpool.SharedThings.get;
import static io.github.processpool.SharedThings.share;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.testing.Pools;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Calls of shared objects that fail, and say why. */
@Timeout(120)
class SharedCallFailureIT {

    @RegisterExtension
    final Pools pools = new Pools();

    private ProcessPoolExecutor limited() {
        return pools.shared("limited", builder -> builder.maxPayload(1 << 20));
    }

    /** Throws in its own ways. */
    interface Thrower {

        int fail(String how) throws IOException;
    }

    private static int fail(String how) throws IOException {
        switch (how) {
            case "checked" -> throw new IOException("no disk", new IllegalStateException("cause"));
            case "unserializable" -> throw new Unserializable();
            default -> throw new AssertionError(how);
        }
    }

    static final class Unserializable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @SuppressWarnings({"unused", "serial"})
        private final Object field = new Object();

        Unserializable() {
            super("can't travel");
        }
    }

    @Test
    void anExceptionOfTheTargetArrivesAsItIs() throws Exception {
        ProcessPoolExecutor pool = limited();
        Thrower thrower = pool.share(Thrower.class, SharedCallFailureIT::fail);

        assertThat(failureOf(pool.submit(() -> thrower.fail("checked"))))
                .isInstanceOf(IOException.class)
                .hasMessage("no disk")
                .hasRootCauseMessage("cause")
                .hasStackTraceContaining("SharedCallFailureIT.fail");
        assertThat(failureOf(pool.submit(() -> thrower.fail("error")))).isInstanceOf(AssertionError.class);
        assertThat(failureOf(pool.submit(() -> thrower.fail("unserializable"))))
                .isExactlyInstanceOf(Unserializable.class)
                .hasMessage("can't travel")
                .satisfies(failure -> assertThat(failure.getSuppressed()[0])
                        .isInstanceOf(RemoteTaskException.class)
                        .hasMessageContaining("Unserializable.field"));
        assertThatThrownBy(() -> thrower.fail("checked")).isInstanceOf(IOException.class);
    }

    @Test
    void aResultThatCantBeSentSaysWhy() throws Exception {
        ProcessPoolExecutor pool = limited();
        BlockingQueue<Object> queue = share(pool, new LinkedBlockingDeque<>(List.of(new Object())));

        assertThat(failureOf(pool.submit(() -> queue.iterator().hasNext())))
                .isInstanceOf(ResultSerializationException.class)
                .hasMessageContaining("iterator")
                .hasMessageContaining("not serializable");
        assertThat(failureOf(pool.submit(() -> queue.poll()))).isInstanceOf(ResultSerializationException.class);
        assertThat(queue).as("what could not be sent was not taken").hasSize(1);
    }

    /** Fails with an Error while it is written, and while the reason is looked for. */
    static final class ErrorWhenWritten implements Serializable {

        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) {
            throw new AssertionError("not to be written");
        }
    }

    @Test
    void anErrorWhileAResultIsWrittenFailsTheCallAndLosesNothing() throws Exception {
        ProcessPoolExecutor pool = limited();
        BlockingQueue<Object> queue = share(pool, new LinkedBlockingDeque<>(List.of(new ErrorWhenWritten())));

        assertThat(failureOf(pool.submit(() -> queue.poll())))
                .isInstanceOf(ResultSerializationException.class)
                .hasMessageContaining("poll");
        assertThat(queue).as("what could not be sent was not taken").hasSize(1);
        assertThat(get(pool.submit(() -> queue.size()))).isEqualTo(1);
    }

    @Test
    void anArgumentOverTheLimitIsRefusedInTheWorker() throws Exception {
        ProcessPoolExecutor pool = limited();
        BlockingQueue<byte[]> queue = share(pool, new LinkedBlockingQueue<>());

        assertThat(failureOf(pool.submit(() -> queue.add(new byte[2 << 20]))))
                .isInstanceOf(PayloadTooLargeException.class)
                .hasMessageContaining("maxPayload");
        assertThat(failureOf(pool.submit(() -> queue.add(null)))).isInstanceOf(NullPointerException.class);
        assertThat(get(pool.submit(() -> queue.add(new byte[1 << 19])))).isTrue();
    }
}

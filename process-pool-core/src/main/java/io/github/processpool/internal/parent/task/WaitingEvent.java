package io.github.processpool.internal.parent.task;

import io.github.processpool.ProcessPoolListener;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An event in an {@link EventLine}, with the ways to those that follow it.
 *
 * <p><b>Thread safety:</b> guarded by the lock of the line.
 */
final class WaitingEvent {

    /** With less a task is light: even the most events of such hold less than the most bytes. */
    private static final long HEAVY_BYTES = 512;

    final long bytes;
    /** Null: it was dropped, and nothing is to be told. */
    @Nullable
    Consumer<ProcessPoolListener> call;

    @Nullable
    WaitingEvent next;

    @Nullable
    WaitingEvent nextHeavy;

    WaitingEvent(Consumer<ProcessPoolListener> call, long bytes) {
        this.call = call;
        this.bytes = bytes;
    }

    boolean isHeavy() {
        return bytes >= HEAVY_BYTES;
    }
}

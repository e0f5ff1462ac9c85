package io.github.processpool.spring.async.call;

import io.github.processpool.QueueFullException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Runs the advice of each {@link SurroundedCall} on a thread of its own: a virtual one, or one of the platform where a virtual one
 * would hold its carrier while it waits in a monitor. Of those there are so many at most, and a further call is refused.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class AdviceThreads {

    /** As many as a JVM has room for; a call that waits in a queue holds one. */
    private static final int MOST = 1000;

    private final SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("process-pool-advice-");
    private final int most;
    /** Null where threads cost next to nothing. */
    private final @Nullable Semaphore room;

    AdviceThreads(boolean virtual, int most) {
        this.most = most;
        this.room = virtual ? null : new Semaphore(most);
        executor.setDaemon(true);
        executor.setVirtualThreads(virtual);
    }

    /** Those that suit this JVM. */
    static AdviceThreads ofThisJvm() {
        return new AdviceThreads(Runtime.version().feature() >= 24, MOST);
    }

    /**
     * Runs a call on a thread of its own.
     *
     * @throws QueueFullException if there are too many
     */
    void execute(Runnable call) {
        if (room == null) {
            executor.execute(call);
            return;
        }
        if (!room.tryAcquire()) {
            throw new QueueFullException(words());
        }
        boolean begun = false;
        try {
            executor.execute(() -> {
                try {
                    call.run();
                } finally {
                    room.release();
                }
            });
            begun = true;
        } finally {
            if (!begun) {
                room.release();
            }
        }
    }

    private String words() {
        return "The call was refused: " + most
                + " calls of @ProcessAsync methods whose advice waits for their end (a retry, a limit,"
                + " a lock) are under way, each with a thread of this application, and there are no more. Let callers wait for"
                + " the calls that they have made, or use a JDK from 24 on, where such threads are virtual and have no limit";
    }
}

package io.github.processpool.internal.worker;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.github.processpool.internal.wire.message.Message.Inspect;
import io.github.processpool.internal.wire.message.Message.Inspected;
import io.github.processpool.internal.wire.message.MessageChannel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Answers the parent's questions about this process, which the {@link WorkerLoop} passes on, through the {@link MessageChannel}:
 * on threads of its own, since an answer may take long and neither the loop nor the task is to wait for it. It does not know what
 * runs here.
 *
 * <p><b>Thread safety:</b> whoever reads asks; one thread for each question answers it. There is none before the first question.
 */
final class Inspector implements ThreadFactory {

    /** A thread dump must be possible while a heap dump is written. */
    private static final int MOST_AT_ONCE = 2;

    private final MessageChannel channel;
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(0, MOST_AT_ONCE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), this);

    Inspector(MessageChannel channel) {
        this.channel = channel;
    }

    /** Makes its threads, which have nothing of the one that asks: that may be the one that runs tasks. */
    @Override
    public Thread newThread(Runnable action) {
        Thread thread = new Thread(null, action, "process-pool-worker-inspector", 0, false);
        thread.setDaemon(true);
        return thread;
    }

    /** Whoever reads: asks. Whatever is wrong, the answer says so, and the loop goes on. */
    void inspect(Inspect question) {
        try {
            threads.execute(() -> answer(question));
        } catch (RuntimeException | Error e) {
            send(new Inspected(question.id(), false, "can't look into itself now: " + e));
        }
    }

    private void answer(Inspect question) {
        Inspected answer;
        try {
            answer = new Inspected(question.id(), true, resultOf(question));
        } catch (Throwable e) {
            answer = new Inspected(question.id(), false, "could not do it: " + e);
        }
        send(answer);
    }

    private static String resultOf(Inspect question) throws Exception {
        return switch (question.kind()) {
            case THREADS -> ThreadDumps.ofThisProcess();
            case HEAP -> {
                HeapDump.write(question.file());
                yield "";
            }
            default -> throw new IllegalArgumentException("not known: " + question.kind());
        };
    }

    private void send(Inspected answer) {
        channel.post(answer);
        channel.flush();
    }

    /**
     * Writes the live objects of this process into a file. A class of its own, because not every JVM has the one that it uses, and
     * because no worker is to load that before its parent asks.
     */
    private static final class HeapDump {

        static void write(String file) throws IOException {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(file, true);
        }
    }
}

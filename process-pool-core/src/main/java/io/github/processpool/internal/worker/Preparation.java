package io.github.processpool.internal.worker;

import io.github.processpool.PayloadSerializer;
import io.github.processpool.Progress;
import io.github.processpool.WorkerInitializer;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.message.Message.InitializerFailed;
import io.github.processpool.internal.wire.message.Message.Ready;
import io.github.processpool.internal.wire.message.Message.Setup;
import io.github.processpool.internal.wire.message.MessageChannel;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import io.github.processpool.internal.worker.TaskContext.WorkerIdentity;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Prepares the worker for its tasks: takes the user's serializer and initializer from the {@link Setup}, starts the initializer,
 * lets it warm up, and answers the parent, which waits for that, through the {@link MessageChannel}. After the last task it stops
 * the initializer. The {@link TaskRunner} says when.
 *
 * <p><b>Thread safety:</b> used by the runner's thread only.
 */
final class Preparation {

    private final MessageChannel channel;
    private final Codec codec;
    private final Habitat habitat;
    private final Setup setup;
    private final WorkerIdentity identity;
    private final ThreadState threadState = new ThreadState();
    private boolean ready;
    /** Null until it has started, or if there is none. */
    private @Nullable WorkerInitializer initializer;

    Preparation(MessageChannel channel, Codec codec, Habitat habitat, Setup setup, WorkerIdentity identity) {
        this.channel = channel;
        this.codec = codec;
        this.habitat = habitat;
        this.setup = setup;
        this.identity = identity;
    }

    /** Returns whether tasks may run: the last step has succeeded. */
    boolean isReady() {
        return ready;
    }

    /** Before anything else. */
    void initialize() {
        take(true);
    }

    /** Between two tasks, if the parent has asked for it. */
    void warmUp() {
        take(false);
    }

    /** After each task: the thread is again as the initializer has left it. */
    void tidyUp() {
        threadState.putBack();
    }

    /** After the last task. */
    void tearDown() {
        WorkerInitializer started = initializer;
        if (started == null) {
            return;
        }
        TaskContext context = contextOutsideTasks();
        context.begin();
        try {
            started.stop(context);
        } catch (Throwable e) {
            System.err.println(
                    "WorkerInitializer.stop failed: " + RemoteProblem.of(e).stackTrace());
        } finally {
            context.end();
        }
    }

    /** The parent waits for either step. */
    private void take(boolean first) {
        TaskContext context = contextOutsideTasks();
        context.begin();
        try {
            Ready answer = new Ready(first ? initialize(context) : warmUp(context));
            habitat.settleLog();
            channel.post(answer);
            ready = true;
        } catch (Throwable e) {
            ready = false;
            habitat.settleLog();
            channel.post(new InitializerFailed(RemoteProblem.of(e), serialized(e)));
        } finally {
            context.end();
            threadState.remember();
        }
        channel.awaitSent();
        Thread.interrupted();
    }

    private Payload serialized(Throwable thrown) {
        try {
            return codec.writeThrowableAlone(thrown);
        } catch (Throwable e) {
            return Payload.NONE; // The words must do.
        }
    }

    private long initialize(TaskContext context) throws Exception {
        takeSerializer();
        if (setup.initializer().length() > 0) {
            WorkerInitializer read = Objects.requireNonNull((WorkerInitializer) codec.readValue(setup.initializer()));
            read.start(context);
            initializer = read;
        }
        return setup.warmUp() ? warmUp(context) : 0;
    }

    private long warmUp(TaskContext context) throws Exception {
        long start = System.nanoTime();
        if (initializer != null) {
            initializer.warmUp(context);
        }
        return System.nanoTime() - start;
    }

    private void takeSerializer() {
        if (setup.serializer().length() == 0) {
            return;
        }
        try {
            codec.serializeWith(Objects.requireNonNull((PayloadSerializer) codec.readValue(setup.serializer())));
        } catch (Exception e) {
            throw new IllegalStateException("the pool's PayloadSerializer can't be read in the worker: " + e, e);
        }
    }

    /** Nobody looks there. A class, as all on the way to the first task: each worker would have to make one of a lambda. */
    private static final class NoBoard implements Consumer<Progress> {

        @Override
        public void accept(Progress progress) {}
    }

    private TaskContext contextOutsideTasks() {
        return new TaskContext(0, null, identity, new NoBoard());
    }
}

package io.github.processpool.testing;

import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.process.WorkerClock;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.process.WorkerProcess;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Sending;
import io.github.processpool.internal.system.ProcessMark;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.MessageChannel;
import io.github.processpool.internal.wire.message.Side;
import io.github.processpool.internal.wire.page.Scoreboard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A worker without a process: what the parent holds of it is real, and a test plays its side of the page and, once
 * {@linkplain #connect() connected}, reads what it is sent.
 *
 * <pre>{@code
 * FakeWorker worker = FakeWorker.make(timer, folder);           // or: FakeWorker.behind(handleThatACrewHasMade, folder)
 * worker.handle().markReady(timer.now());
 * worker.handle().workload().send(task);
 * worker.begin(task, timer);
 * long ticket = worker.end(task);                               // its answer has left
 * dispatcher.answered(worker.handle(), ticket, Fitness.FIT);    // and has come
 * }</pre>
 *
 * <p><b>Thread safety:</b> the test's thread only.
 */
public final class FakeWorker implements AutoCloseable {

    private static final int LARGEST_MESSAGE = 1 << 20;

    private final WorkerHandle handle;
    private final Path page;
    private final Scoreboard board;
    private final LoneProcess process = new LoneProcess();
    private final List<Message> messages = new ArrayList<>();
    private @Nullable MessageChannel channel;
    private @Nullable MessageChannel parents;

    private FakeWorker(WorkerHandle handle, Path folder) throws IOException {
        this.handle = handle;
        this.page = folder.resolve("page-" + process.pid());
        Scoreboard parents = Scoreboard.create(page);
        this.board = Scoreboard.open(page);
        parents.seal();
        handle.link().attach(new WorkerProcess(process, ProcessMark.of("fake"), parents, page, List.of("java")));
    }

    /** A starting worker in slot 0, of no crew. */
    public static FakeWorker make(ManualTimer timer, Path folder) {
        return make(timer, folder, 0, Integer.MAX_VALUE);
    }

    /** A starting worker of no crew that may be given so many tasks. */
    public static FakeWorker make(ManualTimer timer, Path folder, int slot, int limit) {
        WorkerLink link = new WorkerLink(slot + 1L, slot, new DefinitionTable());
        return behind(new WorkerHandle(link, timer.now(), limit, false), folder);
    }

    /** Gives a process to a worker that a crew has started. */
    public static FakeWorker behind(WorkerHandle handle, Path folder) {
        try {
            return new FakeWorker(handle, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // -- As the parent sees it --

    public WorkerHandle handle() {
        return handle;
    }

    public WorkerLink link() {
        return handle.link();
    }

    /** Whether somebody has killed its process. */
    public boolean wasKilled() {
        return process.wasKilled();
    }

    /** Runs an action on the thread that kills its process first. */
    public void onKill(Runnable action) {
        process.onKill(action);
    }

    // -- The worker's side of the page --

    /** The page as the worker has it. */
    public Scoreboard board() {
        return board;
    }

    /** The worker begins a task at the parent's present time; false if it was taken back. */
    public boolean begin(PendingTask<?> task, ManualTimer timer) {
        Sending sending = sending(task);
        if (task.chunk().isChunk()) {
            board.chunk().begin(sending.ticket());
        }
        return board.begin(sending.ticket(), timer.now());
    }

    /** The worker's answer has left; returns the ticket that it bears. */
    public long end(PendingTask<?> task) {
        long ticket = sending(task).ticket();
        board.end(ticket);
        return ticket;
    }

    /** The worker runs a task and answers; returns the ticket. */
    public long run(PendingTask<?> task, ManualTimer timer) {
        begin(task, timer);
        return end(task);
    }

    private Sending sending(PendingTask<?> task) {
        Sending sending = Objects.requireNonNull(task.where().sending(), "the task is with no worker");
        if (sending.worker() != link()) {
            throw new IllegalStateException(task.describe() + " is with " + sending.worker());
        }
        return sending;
    }

    // -- The way to it --

    /** From now on it gets messages, by a socket. */
    public FakeWorker connect() {
        try {
            UnixDomainSocketAddress address = UnixDomainSocketAddress.of(page.resolveSibling("s" + process.pid()));
            try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                server.bind(address);
                MessageChannel other = new MessageChannel(SocketChannel.open(address), LARGEST_MESSAGE, Side.PARENT);
                channel = new MessageChannel(server.accept(), LARGEST_MESSAGE, Side.WORKER);
                parents = other;
                link().attach(other, WorkerClock.of(new ManualTimer(), 0, 0));
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The messages that it has been sent so far; one that is only posted and not flushed has not come. */
    public List<Message> messages() {
        MessageChannel connected = Objects.requireNonNull(channel, "connect it first");
        try {
            int before;
            do {
                before = messages.size();
                connected.receive(messages::add, 1);
            } while (messages.size() > before);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return messages;
    }

    @Override
    public void close() {
        if (channel != null && parents != null) {
            channel.close();
            parents.close();
        }
    }
}

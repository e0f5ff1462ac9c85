package io.github.processpool.internal.worker;

import io.github.processpool.internal.system.ProcessLife;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.codec.Definitions;
import io.github.processpool.internal.wire.codec.JavaCodec;
import io.github.processpool.internal.wire.message.Introduction;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.CallFailure;
import io.github.processpool.internal.wire.message.Message.CallResult;
import io.github.processpool.internal.wire.message.Message.Collect;
import io.github.processpool.internal.wire.message.Message.Define;
import io.github.processpool.internal.wire.message.Message.ForgetSpace;
import io.github.processpool.internal.wire.message.Message.GuestDefine;
import io.github.processpool.internal.wire.message.Message.Hello;
import io.github.processpool.internal.wire.message.Message.Inspect;
import io.github.processpool.internal.wire.message.Message.Interrupt;
import io.github.processpool.internal.wire.message.Message.LogLevels;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Message.Setup;
import io.github.processpool.internal.wire.message.Message.ShowThreads;
import io.github.processpool.internal.wire.message.Message.SpecialRun;
import io.github.processpool.internal.wire.message.Message.Stop;
import io.github.processpool.internal.wire.message.Message.TakeSlot;
import io.github.processpool.internal.wire.message.Message.WarmUp;
import io.github.processpool.internal.wire.message.MessageChannel;
import io.github.processpool.internal.wire.message.ProtocolException;
import io.github.processpool.internal.wire.page.Scoreboard;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Receives what the parent sends and puts tasks into the {@link TaskInbox} of the {@link TaskRunner}; shows with every turn that this
 * process lives, and ends it when the parent is gone. Where tasks follow one another quickly it lets the runner receive, as the {@link
 * ReadingRole} says. It runs no code of the user and is never interrupted, so it stays in control whatever a task does.
 *
 * <p><b>Thread safety:</b> all but {@code onMessage} happens on its own thread; messages are taken by whoever has the role. The runner and
 * the channel are safe for use by two.
 */
final class WorkerLoop implements Runnable, MessageChannel.Receiver, ReadingRole.Source {

    private static final int MAX_MILLIS_BEFORE_SETUP = 1000;
    /** A JVM that ends gives threads in system calls 300 ms to return: this one does so earlier. */
    private static final int MILLIS_WHILE_LEAVING = 5;

    private final MessageChannel channel;
    private final Scoreboard scoreboard;
    private final Habitat habitat;
    private final int maxPayload;
    private final boolean shares;
    private final Definitions definitions;
    private final Inspector inspector;

    private final ReadingRole role = new ReadingRole(this);
    private final TaskInbox inbox = new TaskInbox(role);

    // -- Belongs to whoever has the role --
    private @Nullable TaskRunner runner;
    private @Nullable Dialects dialects;
    private @Nullable SharedCalls calls;
    private long heartbeatMillis = MAX_MILLIS_BEFORE_SETUP;
    private boolean leaving;
    /** Whether the messages of this turn had a task among them. */
    private boolean taskCame;
    /** The loop's only. */
    private long lastBeat = System.nanoTime() - TimeUnit.HOURS.toNanos(1);

    WorkerLoop(MessageChannel channel, Scoreboard scoreboard, Habitat habitat, Introduction introduction) {
        this.channel = channel;
        this.scoreboard = scoreboard;
        this.habitat = habitat;
        this.maxPayload = introduction.maxPayload();
        this.shares = introduction.shares();
        this.definitions = Definitions.ofParent(Thread.currentThread().getContextClassLoader());
        this.inspector = new Inspector(channel);
    }

    void start() {
        Thread thread = new Thread(this, "process-pool-worker-loop");
        thread.setPriority(Thread.MAX_PRIORITY);
        thread.start();
    }

    @Override
    @SuppressWarnings("CatchAndPrintStackTrace") // The parent logs what is on the standard error.
    public void run() {
        boolean orphaned = false;
        try {
            channel.post(new Hello(Message.PROTOCOL_VERSION, ProcessLife.ownPid(), System.nanoTime(), shares));
            channel.awaitSent();
            if (shares) {
                channel.share(scoreboard.streams());
            }
            boolean connected = true;
            while (connected && beatIfDue()) {
                connected = role.isLoopToRead() ? receive() : attend();
            }
            orphaned = true;
        } catch (IOException | RuntimeException | Error e) {
            e.printStackTrace();
        } finally {
            if (calls != null) {
                calls.close();
            }
            habitat.end(orphaned); // Whatever happens: with a full heap even the stack trace above may fail.
        }
    }

    private boolean receive() throws IOException {
        taskCame = false;
        boolean connected = channel.receive(this, leaving ? MILLIS_WHILE_LEAVING : heartbeatMillis);
        if (connected && taskCame && mayLeaveReadingToRunner()) {
            role.give();
        }
        return connected;
    }

    /** A worker on threads ends when its channel is closed, which the loop has to see at once. */
    private boolean mayLeaveReadingToRunner() {
        return shares && habitat.ownsHeap() && !leaving && channel.isBusy() && !channel.isStuck();
    }

    private boolean attend() throws IOException {
        role.attend();
        return true;
    }

    /** The runner, while it has the role. */
    @Override
    public boolean read() throws IOException {
        return channel.poll(this);
    }

    /** Returns false if it was due and the parent turned out to be gone. */
    private boolean beatIfDue() {
        long now = System.nanoTime();
        if (now - lastBeat < TimeUnit.MILLISECONDS.toNanos(heartbeatMillis)) {
            return true;
        }
        lastBeat = now;
        if (channel.isLost()) {
            throw new IllegalStateException("a thread of this worker was lost while it sent something, most likely when"
                    + " the heap was full: nothing more can be sent");
        }
        Runtime runtime = Runtime.getRuntime();
        if (calls != null) {
            calls.sweep();
        }
        long committed = runtime.totalMemory();
        scoreboard.vitals().beat(now, habitat.ownsHeap() ? committed - runtime.freeMemory() : -1, committed);
        return !habitat.isParentGone();
    }

    /** What the channel brings. */
    @Override
    public void onMessage(Message message) throws IOException {
        if (message instanceof Define define) {
            definitions.define(define);
        } else if (message instanceof Setup setup) {
            setUp(setup);
        } else if (message instanceof Inspect question) {
            inspector.inspect(question);
        } else if (message instanceof LogLevels levels) {
            habitat.setLogLevels(levels);
        } else {
            TaskRunner current = runner;
            Dialects spoken = dialects;
            if (current == null || spoken == null) {
                throw new ProtocolException("no setup before " + message);
            } else if (message instanceof Run run) {
                taskCame = true;
                inbox.offer(spoken.errand(run));
            } else if (message instanceof Interrupt interrupt) {
                current.interrupt(interrupt);
            } else if (message instanceof ShowThreads question) {
                current.showThreads(question.ticket());
            } else if (message instanceof TakeSlot place) {
                current.takeSlot(place.slot());
            } else if (message instanceof WarmUp) {
                inbox.warmUp();
            } else if (message instanceof Collect) {
                inbox.collect();
            } else if (message instanceof Stop) {
                leaving = true;
                inbox.stop();
            } else if (message instanceof CallResult result) {
                Objects.requireNonNull(calls).deliver(result.id(), result);
            } else if (message instanceof CallFailure failure) {
                Objects.requireNonNull(calls).deliver(failure.id(), failure);
            } else if (message instanceof SpecialRun special) {
                taskCame = true;
                inbox.offer(spoken.errand(special));
            } else if (message instanceof GuestDefine define) {
                spoken.define(define);
            } else if (message instanceof ForgetSpace over) {
                spoken.forget(over.space());
            } else {
                throw new ProtocolException("not for a worker: " + message);
            }
        }
    }

    private void setUp(Setup setup) {
        heartbeatMillis = setup.heartbeatMillis();
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        SharedView shared = new SharedView(loader);
        JavaCodec codec =
                new JavaCodec(DefinitionTable.toParent(), definitions, setup.parameterFilter(), maxPayload, shared);
        DefinitionSender sender = new DefinitionSender(channel, codec);
        SharedCalls made = new SharedCalls(channel, sender, role);
        calls = made;
        shared.connect(made);
        dialects = new Dialects(codec, habitat, loader);
        startRunner(new TaskRunner(channel, scoreboard, sender, habitat, setup, inbox));
    }

    private void startRunner(TaskRunner made) {
        runner = made;
        habitat.connectLog(channel, made);
        made.start();
    }

    /** The loop's own thread, after the end: who runs tasks, if it has come to that. */
    @Nullable
    TaskRunner runner() {
        return runner;
    }
}

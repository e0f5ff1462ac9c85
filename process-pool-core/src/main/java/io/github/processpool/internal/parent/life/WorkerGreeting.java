package io.github.processpool.internal.parent.life;

import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.life.Launching.Launched;
import io.github.processpool.internal.parent.pool.Timer;
import io.github.processpool.internal.parent.process.WorkerClock;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.system.SharedBytes;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.Hello;
import io.github.processpool.internal.wire.message.Message.Setup;
import io.github.processpool.internal.wire.message.MessageChannel;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.io.IOException;
import java.time.Duration;

/**
 * Answers the {@link Hello} of a worker: checks that it is the one that was started and speaks our language, and tells it through
 * the channel what it is to be.
 *
 * <p><b>Thread safety:</b> used by the worker's thread only.
 */
final class WorkerGreeting {

    private static final long LONGEST_BEAT_MILLIS = 1000;
    private static final long SHORTEST_BEAT_MILLIS = 100;

    private final WorkerHandle worker;
    private final WorkerLink link;
    private final WorkerEnvironment environment;
    private final Timer timer;
    /** When the start began, on the clock of the JVM. */
    private final long startBegan;

    /** Made when the start begins. */
    WorkerGreeting(WorkerHandle worker, WorkerEnvironment environment) {
        this.worker = worker;
        this.link = worker.link();
        this.environment = environment;
        this.timer = environment.pool().timer();
        this.startBegan = timer.jvmNow();
    }

    void answer(Hello hello, MessageChannel channel, Launched launched) throws IOException {
        if (link.isConnected()) {
            throw new ProtocolException("it introduced itself twice");
        }
        if (hello.version() != Message.PROTOCOL_VERSION) {
            throw new ProtocolException("it speaks version " + hello.version() + " of the protocol and not "
                    + Message.PROTOCOL_VERSION + ": two versions of this library are on the class paths");
        }
        if (!launched.process().identify(hello.pid())) {
            throw new ProtocolException("it claims to be process " + hello.pid() + ", which it is not");
        }
        launched.process().scoreboard().seal(); // Before any code of the user's runs in it.
        SharedBytes streams = launched.process().scoreboard().streams();
        if (hello.shares()) {
            channel.share(streams);
        } else {
            streams.release();
        }
        link.attach(channel, WorkerClock.of(timer, startBegan, hello.nanoTime()));
        if (!environment.pool().settings().launch().isInProcess()) {
            // Asked for after the channel is known to the worker's link: changes from now on are sent there.
            channel.post(environment.starting().logLevels().get());
        }
        channel.post(setup(launched.initializer()));
        channel.flush();
    }

    private Setup setup(Payload initializer) {
        String filter = environment.pool().settings().limits().parameterFilter();
        return new Setup(
                environment.pool().name(),
                environment.pool().key(),
                link.slot(),
                (int) beatMillis(),
                filter == null ? "" : filter,
                worker.warmUp().isFromTheStart(),
                environment.starting().serializer(),
                initializer);
    }

    private long beatMillis() {
        Duration heartbeat = environment.pool().settings().clocks().heartbeat();
        return heartbeat.isZero()
                ? LONGEST_BEAT_MILLIS
                : Math.max(SHORTEST_BEAT_MILLIS, Math.min(LONGEST_BEAT_MILLIS, heartbeat.toMillis() / 5));
    }
}

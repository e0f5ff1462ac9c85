package io.github.processpool.internal.parent.life;

import io.github.processpool.internal.parent.crew.StartTurns;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.process.Rendezvous;
import io.github.processpool.internal.parent.sharing.CallReception;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.Definitions;
import io.github.processpool.internal.wire.message.Message.LogLevels;
import io.github.processpool.internal.wire.message.Payload;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * All that the workers of a pool share, by who uses it. Made by the engine, once.
 *
 * @param pool the pool's name, settings and clock
 * @param starting needed by the {@link WorkerStart}
 * @param reading needed to understand a worker: by the {@link WorkerSession} and the {@link ReplyLoop}
 * @param audience told of everything
 */
public record WorkerEnvironment(PoolContext pool, Starting starting, Reading reading, Audience audience) {

    /**
     * The means of a start.
     *
     * @param turns of starts, the same for all pools of this JVM
     * @param launching starts processes
     * @param rendezvous the place that they come to
     * @param serializer for values that workers read and write, serialized; nothing: Java serialization
     * @param logLevels the levels that worker processes are to log at
     */
    public record Starting(
            StartTurns turns,
            Launching launching,
            Rendezvous rendezvous,
            Payload serializer,
            Supplier<LogLevels> logLevels) {}

    /**
     * The means of reading.
     *
     * @param codecs makes a codec that knows a worker's definitions
     * @param classLoader finds the classes of results
     * @param calls the objects that workers may call
     * @param outputThreads makes threads that read output and write logs
     * @param failures reads what initializers have thrown
     */
    public record Reading(
            Function<Definitions, Codec> codecs,
            ClassLoader classLoader,
            CallReception calls,
            ThreadFactory outputThreads,
            InitializerFailure.Readings failures) {}

    /**
     * Those who are told.
     *
     * @param lives of beginnings and ends of workers
     * @param answers of what workers say about tasks
     * @param inspections of what workers say about their process
     * @param watch of processes, for one who knows no workers
     */
    public record Audience(WorkerEvents lives, AnswerEvents answers, InspectionEvents inspections, LifeWatch watch) {}
}

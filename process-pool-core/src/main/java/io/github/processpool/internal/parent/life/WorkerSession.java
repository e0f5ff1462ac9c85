package io.github.processpool.internal.parent.life;

import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.log.EventLog;
import io.github.processpool.internal.parent.log.OutputLog;
import io.github.processpool.internal.parent.process.WorkerAccount;
import io.github.processpool.internal.parent.process.WorkerProcess;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.Definitions;
import io.github.processpool.internal.wire.message.OutputMark;
import java.util.UUID;

/**
 * All that is needed to understand one worker, made before it is started and kept until its last word.
 *
 * @param account what is kept for it
 * @param mark the line by which it closes the output of a task
 * @param definitions those that it has made so far
 * @param codec reads its values by these definitions
 * @param output takes what it prints
 * @param events takes what it logs
 * @param initializer the exception of its initializer, if there is one
 */
public record WorkerSession(
        WorkerAccount account,
        OutputMark mark,
        Definitions definitions,
        Codec codec,
        OutputLog output,
        EventLog events,
        InitializerFailure initializer) {

    static WorkerSession open(WorkerHandle worker, WorkerEnvironment environment) {
        String pool = environment.pool().name();
        WorkerEnvironment.Reading reading = environment.reading();
        AnswerEvents answers = environment.audience().answers();
        OutputMark mark = new OutputMark(UUID.randomUUID().toString());
        Definitions definitions = new Definitions(reading.classLoader());
        long maxPayload = environment.pool().settings().limits().maxPayload();
        return new WorkerSession(
                WorkerAccount.of(worker.link(), maxPayload),
                mark,
                definitions,
                reading.codecs().apply(definitions),
                new OutputLog(pool, worker.link(), mark, ticket -> answers.runningTask(worker, ticket)),
                new EventLog(pool, worker.link(), ticket -> answers.sentTask(worker, ticket), reading.outputThreads()),
                new InitializerFailure(reading.failures()));
    }

    /**
     * Runs an action when the process has ended. It is heard of in two ways, and so may run twice: the JDK's own way may be
     * blocked, it shares its threads with the application.
     */
    void onEnd(WorkerProcess process, Runnable action) {
        process.started().onExit().thenRun(action);
        output.onEnd(process.started(), action);
    }
}

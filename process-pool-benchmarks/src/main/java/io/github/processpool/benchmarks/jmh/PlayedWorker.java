package io.github.processpool.benchmarks.jmh;

import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.life.AnswerEvents;
import io.github.processpool.internal.parent.life.InitializerFailure;
import io.github.processpool.internal.parent.life.WorkerSession;
import io.github.processpool.internal.parent.log.EventLog;
import io.github.processpool.internal.parent.log.LogOrigin;
import io.github.processpool.internal.parent.log.OutputLog;
import io.github.processpool.internal.parent.process.WorkerAccount;
import io.github.processpool.internal.parent.process.WorkerProcess;
import io.github.processpool.internal.system.ProcessMark;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.Definitions;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.OutputMark;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.Report;
import io.github.processpool.internal.wire.message.Report.Fitness;
import io.github.processpool.internal.wire.page.Scoreboard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A worker of a {@link PlayedParent}: has a page, as every worker, and neither a process nor a channel. Its tasks take no time; their
 * answers come when the benchmark says so.
 *
 * <p><b>Thread safety:</b> the benchmark's thread only.
 */
final class PlayedWorker {

    private static final int LARGEST = 1 << 20;
    /** What it says of every task, so that it counts as a tiny one. */
    private static final long TASK_NANOS = 1000;

    private final WorkerHandle handle;
    private final WorkerSession session;
    private final AnswerEvents answers;
    /** The number 1, as a worker writes it. */
    private final Payload result;

    private final Path page;
    private final Scoreboard board;
    /** Of its last task. */
    private long ticket;

    /** A worker that a crew has started, and whose answers are told to these. */
    PlayedWorker(WorkerHandle handle, Path folder, Codec codec, AnswerEvents answers) throws IOException {
        this.handle = handle;
        this.answers = answers;
        this.result = codec.writeValue(1).payload();
        this.page = folder.resolve("page-" + handle.link().id());
        Scoreboard parents = Scoreboard.create(page);
        this.board = Scoreboard.open(page);
        parents.seal();
        handle.link()
                .attach(new WorkerProcess(
                        new PlayedProcess(), ProcessMark.of("played"), parents, page, List.of("java")));
        OutputMark mark = new OutputMark("played");
        this.session = new WorkerSession(
                WorkerAccount.of(handle.link(), LARGEST),
                mark,
                new Definitions(PlayedWorker.class.getClassLoader()),
                codec,
                new OutputLog("played", handle.link(), mark, last -> LogOrigin.NONE),
                new EventLog("played", handle.link(), last -> LogOrigin.NONE, Thread::new),
                new InitializerFailure(new InitializerFailure.Readings(Thread::new)));
    }

    WorkerHandle handle() {
        return handle;
    }

    /** It runs its next tasks, as many as given, and their answers come in one read. */
    void answer(int count) {
        List<Result> results = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ticket++;
            if (!board.begin(ticket, 1)) {
                throw new IllegalStateException("worker " + handle.link().id() + " was not sent so many tasks");
            }
            board.end(ticket);
            Report report = new Report(ticket, 1, TASK_NANOS, 0, Fitness.FIT, false, Optional.empty());
            results.add(new Result(report, result));
        }
        if (!answers.onResults(handle, session, results)) {
            throw new IllegalStateException("an answer was not waited for");
        }
    }

    void close() throws IOException {
        Files.deleteIfExists(page);
    }
}

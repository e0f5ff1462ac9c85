package io.github.processpool.cluster.internal.engine;

import io.github.processpool.WorkerInspectionException;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Threads;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Threads.Outcome;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.ThreadsWanted;
import io.github.processpool.cluster.internal.session.ClusterClock;
import io.github.processpool.cluster.internal.session.EngineLock;
import io.github.processpool.cluster.internal.session.Session;
import io.github.processpool.internal.federation.FederatedPool;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the threads of a pool's workers do, asked of other members for people here, and told to people there. The host's own pool asks its
 * worker and gives it up after a while; the one who asks waits a little longer.
 *
 * <p><b>Thread safety:</b> needs the {@link EngineLock}. Futures are completed, and the pool is asked, without it.
 */
final class ThreadDumps {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);
    /** Each answer may be large. */
    private static final int ANSWERED_AT_ONCE = 8;

    private final FederatedPool pool;
    private final EngineLock lock;
    private final ClusterClock clock;
    private final Map<Long, Question> open = new HashMap<>();
    private long lastQuestion;
    private int inProgress;

    private record Question(Session session, long pid, CompletableFuture<String> answer) {}

    ThreadDumps(FederatedPool pool, EngineLock lock, ClusterClock clock) {
        this.pool = pool;
        this.lock = lock;
        this.clock = clock;
    }

    // -- Here --

    CompletableFuture<String> ask(Session session, long pid) {
        long number = ++lastQuestion;
        Question question = new Question(session, pid, new CompletableFuture<>());
        clock.after(PATIENCE_NANOS, () -> giveUp(number)); // First: no question without an end.
        open.put(number, question);
        session.send(new ThreadsWanted(pool.name(), number, pid));
        return question.answer();
    }

    private void giveUp(long number) {
        try (var held = lock.hold()) {
            Question question = open.remove(number);
            if (question != null) {
                fail(question, "has not answered in time");
            }
        }
    }

    /** Nobody will answer any more: in a session, or at all if that is null. */
    void ended(@Nullable Session session, String why) {
        open.values().removeIf(question -> {
            boolean concerned = session == null || question.session() == session;
            if (concerned) {
                fail(question, why);
            }
            return concerned;
        });
    }

    void answered(Session session, Threads answer) {
        Question question = open.get(answer.question());
        if (question == null || question.session() != session) {
            return;
        }
        open.remove(answer.question());
        switch (answer.outcome()) {
            case STACKS -> end(question, answer::text);
            case UNKNOWN ->
                end(question, () -> {
                    throw new IllegalArgumentException("On member " + session.member() + ": " + answer.text());
                });
            case SILENT -> fail(question, "says: " + answer.text());
        }
    }

    private void fail(Question question, String words) {
        end(question, () -> {
            throw new WorkerInspectionException(
                    "No thread dump of worker " + question.pid() + " of process pool '" + pool.name() + "': member "
                            + question.session().member() + " " + words,
                    null);
        });
    }

    /** On a thread of the JDK's: those who wait may have code of their own run. */
    private void end(Question question, Supplier<String> outcome) {
        lock.afterwards(() -> question.answer().completeAsync(outcome));
    }

    // -- For others --

    void asked(Session session, ThreadsWanted question) {
        if (inProgress >= ANSWERED_AT_ONCE) {
            session.send(answer(question, Outcome.SILENT, "it is asked for too many thread dumps at once"));
            return;
        }
        inProgress++;
        lock.afterwards(() -> inspect(question.pid()).whenComplete((stacks, problem) -> {
            try (var held = lock.hold()) {
                inProgress--;
                session.send(
                        problem == null
                                ? answer(question, Outcome.STACKS, stacks)
                                : answer(
                                        question,
                                        problem instanceof IllegalArgumentException ? Outcome.UNKNOWN : Outcome.SILENT,
                                        String.valueOf(problem.getMessage())));
            }
        }));
    }

    private CompletableFuture<String> inspect(long pid) {
        try {
            return pool.threadDump(pid);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Threads answer(ThreadsWanted question, Outcome outcome, String text) {
        return new Threads(pool.name(), question.question(), outcome, text);
    }
}

package io.github.processpool.internal.parent.supervision;

import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.wire.codec.ChunkAnswer;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.RemoteProblem;
import io.github.processpool.internal.wire.message.Report;
import io.github.processpool.internal.wire.message.Report.Fitness;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks, for the {@link TaskAnswers}, whether a task has failed because a class could not be initialized in its worker, often
 * because a timeout has interrupted that. Such a class is dead there for good, so the worker is judged unfit: at most once for each
 * class, because where it always fails another worker is no help, and not again within {@value #PAUSE_SECONDS} seconds.
 *
 * <p>The name is what the worker says, and so only as good as that; more than {@value #MOST} names are not believed.
 *
 * <p><b>Thread safety:</b> any thread; what is known is guarded by this object's lock, under which nothing is called.
 */
final class BrokenClasses {

    static final int PAUSE_SECONDS = 10;
    static final int MOST = 256;

    private static final String INITIALIZER_FAILED = "java.lang.ExceptionInInitializerError";
    private static final String NOT_AGAIN = "Could not initialize class ";
    private static final String INITIALIZER = ".<clinit>(";
    private static final int LONGEST_NAME = 512;

    private final PoolContext pool;
    /** Guarded by this. */
    private final Set<String> known = new HashSet<>();
    /** When the last worker was given up; guarded by this. */
    private @Nullable Long last;

    BrokenClasses(PoolContext pool) {
        this.pool = pool;
    }

    /** Returns what a worker has answered, with our own judgement of the worker. */
    Failure judge(Failure failure) {
        return isReason(failure.report(), List.of(failure.problem()))
                ? new Failure(
                        failure.report().withFitness(Fitness.CLASS_BROKEN),
                        failure.kind(),
                        failure.problem(),
                        failure.throwable())
                : failure;
    }

    /** Judges the answer to a chunk likewise. */
    Result judge(Result result) {
        return isReason(result.report(), ChunkAnswer.problemsIn(result.value()))
                ? new Result(result.report().withFitness(Fitness.CLASS_BROKEN), result.value())
                : result;
    }

    private boolean isReason(Report report, List<RemoteProblem> problems) {
        return !problems.isEmpty()
                && report.fitness() == Fitness.FIT
                && problems.stream()
                        .map(BrokenClasses::nameIn)
                        .filter(Objects::nonNull)
                        .anyMatch(this::isNew);
    }

    /** Returns the class that could not be initialized; null if that is not what has happened. */
    static @Nullable String nameIn(RemoteProblem problem) {
        String trace = problem.stackTrace();
        int failed = trace.indexOf(INITIALIZER_FAILED);
        if (failed >= 0) {
            int end = trace.indexOf(INITIALIZER, failed);
            return end < 0 ? INITIALIZER_FAILED : trace.substring(beginOf(trace, end), end);
        }
        int begin = trace.indexOf(NOT_AGAIN) + NOT_AGAIN.length();
        return begin < NOT_AGAIN.length() ? null : trace.substring(begin, endOf(trace, begin));
    }

    private static int beginOf(String text, int end) {
        int begin = end;
        while (begin > 0 && end - begin < LONGEST_NAME && isOfName(text.charAt(begin - 1))) {
            begin--;
        }
        return begin;
    }

    private static int endOf(String text, int begin) {
        int end = begin;
        while (end < text.length() && end - begin < LONGEST_NAME && isOfName(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isOfName(char character) {
        return character == '.' || Character.isJavaIdentifierPart(character);
    }

    private synchronized boolean isNew(String name) {
        long now = pool.now();
        Long before = last;
        boolean paused = before != null && now - before < TimeUnit.SECONDS.toNanos(PAUSE_SECONDS);
        if (paused || known.size() >= MOST || !known.add(name)) {
            return false;
        }
        last = now;
        return true;
    }
}

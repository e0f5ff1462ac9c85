package io.github.processpool.cluster.testing;

import io.github.processpool.MemberLostException;
import io.github.processpool.ProcessFuture;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.WorkerContext;
import io.github.processpool.WorkerCrashedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** In a member: random tasks, some at a time, whose ends have to be such as their fate allows. */
final class SoakLoad {

    private static final int AT_ONCE = 12;

    private enum Kind {
        TINY,
        SHORT,
        CRASH,
        ENDLESS,
        CANCELLED
    }

    private record Sent(Kind kind, int attempts, ProcessFuture<Integer> future) {}

    private final Member member;
    private final Random random;
    private final Mark begun;
    private final ArrayList<String> complaints = new ArrayList<>();
    private int ended;
    private int away;
    private int lost;

    SoakLoad(Member member, long seed, Mark begun) {
        this.member = member;
        this.random = new Random(seed);
        this.begun = begun;
    }

    /** Returns complaints, after a first line of figures. */
    ArrayList<String> run(Mark enough) throws InterruptedException {
        Deque<Sent> sent = new ArrayDeque<>();
        while (!enough.isRaised()) {
            sent.add(submit());
            if (sent.size() > AT_ONCE) {
                check(sent.remove());
            }
        }
        for (Sent task : sent) {
            check(task);
        }
        complaints.add(0, ended + " tasks ended, " + away + " elsewhere, " + lost + " lost with their member");
        return complaints;
    }

    private Sent submit() {
        int dice = random.nextInt(100);
        Kind kind = dice < 60
                ? Kind.TINY
                : dice < 85 ? Kind.SHORT : dice < 90 ? Kind.CRASH : dice < 95 ? Kind.ENDLESS : Kind.CANCELLED;
        int attempts = 1 + random.nextInt(3);
        Mark journal = begun;
        ProcessFuture<Integer> future = member.with(options -> kind == Kind.ENDLESS
                        ? options.maxAttempts(attempts).timeout(Duration.ofMillis(100))
                        : options.maxAttempts(attempts))
                .submit(() -> perform(kind, attempts, journal));
        if (kind == Kind.CANCELLED) {
            future.cancel(random.nextBoolean());
        }
        return new Sent(kind, attempts, future);
    }

    /** In a worker. */
    private static int perform(Kind kind, int attempts, Mark journal) throws InterruptedException {
        new Mark(journal.path() + "-" + Work.pid())
                .write(WorkerContext.current().taskKey() + " " + attempts);
        switch (kind) {
            case TINY -> {}
            case CRASH -> Runtime.getRuntime().halt(5);
            case ENDLESS -> Thread.sleep(Long.MAX_VALUE);
            default -> Thread.sleep(20);
        }
        return kind.ordinal();
    }

    private void check(Sent task) throws InterruptedException {
        Integer value = null;
        Throwable failure = null;
        try {
            value = task.future().get(MemberJvm.LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            complaints.add("never ended: " + task + " " + task.future().taskState() + " on "
                    + task.future().member());
            return;
        } catch (java.util.concurrent.ExecutionException | CompletionException e) {
            failure = e.getCause();
        } catch (CancellationException e) {
            failure = e;
        }
        ended++;
        away += task.future().member().isPresent() ? 1 : 0;
        lost += failure instanceof MemberLostException ? 1 : 0;
        if (!isAllowed(task.kind(), value, failure)) {
            complaints.add(task + " ended with " + value + " " + failure);
        }
    }

    /** The loss of a member may be the end of any task. */
    private static boolean isAllowed(Kind kind, @Nullable Integer value, @Nullable Throwable failure) {
        if (failure instanceof MemberLostException) {
            return true;
        }
        return switch (kind) {
            case TINY, SHORT -> value != null && value == kind.ordinal();
            case CRASH -> failure instanceof WorkerCrashedException;
            case ENDLESS -> failure instanceof TaskTimeoutException;
            case CANCELLED -> failure instanceof CancellationException || value != null;
        };
    }
}

package io.github.processpool.internal.parent.supervision;

import io.github.processpool.ExitReason;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.dispatch.TaskStopper;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLoggers;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.process.WorkerProcess;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.UnfinishedTasks;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.wire.message.LogRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Ends what an operator names, one task by its number or one worker by its pid, with words about who has asked for that. What becomes
 * of a task that is stopped is up to the {@link TaskStopper}, and of those that a killed worker had, to the {@link Losses}.
 *
 * <p><b>Thread safety:</b> any thread; takes the pool's lock itself.
 */
public final class Interventions {

    private static final Logger log = PoolLoggers.of(Interventions.class);
    /** Who asks may come from outside, and goes into messages. */
    private static final int LONGEST_NAME = 200;

    private final PoolContext pool;
    private final Crew crew;
    private final UnfinishedTasks unfinished;
    private final TaskStopper stopper;

    /** Ends tasks and workers of one pool. */
    public Interventions(PoolContext pool, Crew crew, UnfinishedTasks unfinished, TaskStopper stopper) {
        this.pool = pool;
        this.crew = crew;
        this.unfinished = unfinished;
        this.stopper = stopper;
    }

    /** Cancels a task, or stops one that is worked on for nobody; false if there is none of this number, or none any more. */
    public boolean cancel(long taskId, String requester) {
        String asked = onRequestOf(requester);
        PendingTask<?> task = unfinished.find(taskId);
        if (task == null) {
            return false;
        }
        boolean first = task.cancel("Task '" + task.name() + "' was cancelled " + asked);
        if (!first && task.where().place() != Place.SENT && task.where().place() != Place.AWAY) {
            return false;
        }
        if (!first) {
            stopper.abandon(task, true); // Its future was cancelled without an interrupt, or has just ended.
        }
        log.info("Process pool '{}': {} is cancelled {}", pool.name(), task.describe(), asked);
        return true;
    }

    /** Kills a worker and all that it has started; false if there is none of this number, or if its process has just ended. */
    public boolean kill(long pid, String requester) {
        String words = "was killed " + onRequestOf(requester);
        WorkerLink link;
        try (var held = pool.lock().hold()) {
            WorkerHandle worker = find(pid);
            if (worker == null) {
                return false;
            }
            link = worker.link();
            link.endBecauseOf(ExitReason.KILLED, words); // First: what it is found dead with is not tried again.
            worker.retire(ExitReason.KILLED);
        }
        link.kill(ExitReason.KILLED);
        return true;
    }

    /** One that has just died of something else keeps that reason. */
    private @Nullable WorkerHandle find(long pid) {
        for (WorkerHandle worker : crew.workers()) {
            WorkerProcess process = worker.link().process();
            if (process != null
                    && worker.link().pid() == pid
                    && process.started().isAlive()) {
                return worker;
            }
        }
        return null;
    }

    private static String onRequestOf(String requester) {
        String line = LogRecord.oneLine(requester).strip();
        String name = line.length() > LONGEST_NAME ? line.substring(0, LONGEST_NAME) + "…" : line;
        return "on request of " + (name.isEmpty() ? "somebody" : name);
    }
}

package io.github.processpool.internal.parent;

import io.github.processpool.internal.federation.Federation;
import io.github.processpool.internal.parent.away.AwayTasks;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.dispatch.Admission;
import io.github.processpool.internal.parent.dispatch.Aftermath;
import io.github.processpool.internal.parent.dispatch.Backlog;
import io.github.processpool.internal.parent.dispatch.CrewTasks;
import io.github.processpool.internal.parent.dispatch.Dispatcher;
import io.github.processpool.internal.parent.dispatch.Intake;
import io.github.processpool.internal.parent.dispatch.Quarantine;
import io.github.processpool.internal.parent.dispatch.TaskClocks;
import io.github.processpool.internal.parent.dispatch.TaskQueue;
import io.github.processpool.internal.parent.dispatch.TaskStopper;
import io.github.processpool.internal.parent.guest.GuestHost;
import io.github.processpool.internal.parent.pool.JvmKeeper;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.SentTasks;
import io.github.processpool.internal.parent.supervision.PoolShutdown;
import io.github.processpool.internal.parent.task.Readings;
import io.github.processpool.internal.parent.task.UnfinishedTasks;
import io.github.processpool.internal.wire.codec.Codec;
import org.jspecify.annotations.Nullable;

/**
 * The half of a pool that tasks pass through, in, out and back, put together for the {@link Engine}. It knows of workers that
 * they take tasks; the {@link Workforce} sees to it that there are any.
 *
 * <p><b>Thread safety:</b> immutable; see the parts.
 */
final class TaskPath {

    /** How many answers a pool of few workers reads at once. */
    private static final int FEWEST_READERS = 16;

    final JvmKeeper keeper;
    final UnfinishedTasks unfinished;
    final Quarantine quarantine;
    final Backlog backlog;
    final Dispatcher dispatcher;
    final Admission admission;
    final TaskStopper stopper;
    final Intake intake;
    final GuestHost guests;
    final PoolShutdown shutdown;
    /** Those that read answers of workers. */
    final Readings readings;
    /** The tasks that workers have, by their numbers. */
    final SentTasks sent;

    final TaskClocks clocks;
    /** The tasks that other members of a cluster have; null: there are no other members. */
    final @Nullable AwayTasks away;

    TaskPath(Foundation ground, Crew crew, Codec codec, @Nullable Federation federation) {
        PoolContext pool = ground.pool();
        keeper = new JvmKeeper(ground.threads().lent("keeper"));
        unfinished = new UnfinishedTasks(keeper);
        TaskQueue queue = new TaskQueue();
        quarantine = new Quarantine(pool.settings().limits().quarantineAfter());
        backlog = new Backlog(queue, crew);
        dispatcher = new Dispatcher(pool, queue, quarantine, crew);
        admission = new Admission(pool, backlog, crew);
        stopper = new TaskStopper(pool, crew, dispatcher);
        clocks = new TaskClocks(pool, stopper);
        Aftermath aftermath = new Aftermath(pool, unfinished, ground.events(), ground.callbacks(), stopper);
        intake = new Intake(pool, codec, admission, dispatcher, clocks, aftermath);
        guests = new GuestHost(pool, intake, backlog, crew, stopper);
        int mostReaders = Math.max(FEWEST_READERS, 2 * pool.settings().sizing().maxWorkers());
        readings = new Readings(pool.timer(), ground.threads().lent("reader"), mostReaders);
        shutdown = new PoolShutdown(pool, dispatcher, crew, unfinished, stopper, readings);
        away = federation == null ? null : new AwayTasks(pool, federation);
        if (away != null) {
            dispatcher.federate(away);
        }
        sent = new CrewTasks(pool.lock(), crew, stopper);
        dispatcher.onSent(clocks::watchExecution);
        stopper.onLess(shutdown::finishIfDrained);
        readings.onLess(() -> {
            if (pool.status().isShutdown()) {
                shutdown.finishIfDrained();
            }
        });
    }
}

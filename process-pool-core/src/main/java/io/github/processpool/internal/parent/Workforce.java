package io.github.processpool.internal.parent;

import io.github.processpool.internal.parent.away.AwayTasks;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.Recycling;
import io.github.processpool.internal.parent.crew.StartGuard;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.life.LifeWatch;
import io.github.processpool.internal.parent.life.WorkerEnvironment;
import io.github.processpool.internal.parent.log.LevelBroadcast;
import io.github.processpool.internal.parent.memory.MemoryLimit;
import io.github.processpool.internal.parent.memory.MemoryWatchdog;
import io.github.processpool.internal.parent.memory.WatchedPool;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolSettings;
import io.github.processpool.internal.parent.pool.Round;
import io.github.processpool.internal.parent.supervision.CrewChanges;
import io.github.processpool.internal.parent.supervision.Inspections;
import io.github.processpool.internal.parent.supervision.Losses;
import io.github.processpool.internal.parent.supervision.MemberDelivery;
import io.github.processpool.internal.parent.supervision.MemberNews;
import io.github.processpool.internal.parent.supervision.Mender;
import io.github.processpool.internal.parent.supervision.Patrol;
import io.github.processpool.internal.parent.supervision.StartBreaker;
import io.github.processpool.internal.parent.supervision.Supervision;
import io.github.processpool.internal.parent.supervision.TaskAnswers;
import io.github.processpool.internal.parent.task.Readings;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.message.Message.LogLevels;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The half of a pool that looks after workers, put together for the {@link Engine}: hears of their lives and their answers, makes
 * the rounds among them, replaces, weighs and inspects them. It starts no process, see {@link WorkerStarts}.
 *
 * <p><b>Thread safety:</b> immutable; see the parts.
 */
final class Workforce {

    private static final long SHORTEST_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Foundation ground;
    private final Crew crew;
    private final Readings readings;
    private final Recycling recycling;
    private final Inspections inspections;
    private final Supervision supervision;
    private final Losses losses;
    private final TaskAnswers answers;
    /** Made from time to time. */
    private final Round rounds;

    private final Mender mender;
    private final WatchedPool watched;
    private final LevelBroadcast levels;

    Workforce(Foundation ground, Crew crew, StartGuard guard, TaskPath tasks, SharedThings shared) {
        PoolContext pool = ground.pool();
        this.ground = ground;
        this.crew = crew;
        this.readings = tasks.readings;
        recycling = new Recycling(pool, crew, ground.events());
        pool.status().onMove(recycling::onStateChange);
        inspections = new Inspections(pool, crew, tasks.dispatcher, ground.callbacks());
        watched = new WatchedPool(pool, crew);
        MemoryLimit memoryLimit = new MemoryLimit(pool, crew, recycling);
        levels = new LevelBroadcast(pool.timer(), this::send);
        Patrol patrol = new Patrol(pool, crew, tasks.dispatcher, recycling, tasks.shutdown, ground.events());
        losses = new Losses(pool, tasks.dispatcher, tasks.quarantine, guard, tasks.shutdown, ground.events());
        answers = new TaskAnswers(pool, tasks.dispatcher, losses, tasks.stopper, tasks.shutdown, tasks.readings);
        supervision = new Supervision(
                pool,
                new CrewChanges(pool, crew, tasks.dispatcher, tasks.admission, recycling, inspections),
                new StartBreaker(pool, guard, crew, tasks.dispatcher, recycling, ground.events()),
                losses,
                tasks.shutdown,
                ground.events());
        mender = new Mender(pool, crew, tasks.dispatcher, tasks.unfinished, supervision, ground.events());
        rounds = new Round(
                ground.callbacks()::rescue,
                readings::rescue,
                mender::tick,
                tasks.admission::repair,
                shared.calls()::mend,
                patrol::tick,
                memoryLimit::tick);
    }

    /** Returns those who hear of tasks that other members of a cluster have; the codec reads what is written there. */
    MemberNews memberNews(TaskPath tasks, AwayTasks away, Codec codec) {
        PoolContext pool = ground.pool();
        MemberDelivery delivery = new MemberDelivery(pool, tasks.dispatcher, away, tasks.clocks, answers, codec);
        return new MemberNews(pool, tasks.dispatcher, losses, tasks.shutdown, ground.events(), delivery);
    }

    Inspections inspections() {
        return inspections;
    }

    Operations operations(TaskPath tasks) {
        PoolContext pool = ground.pool();
        Snapshots snapshots = new Snapshots(pool, tasks.backlog, tasks.quarantine, crew, readings, tasks.dispatcher);
        return new Operations(pool, crew, tasks.dispatcher, recycling, inspections, snapshots);
    }

    /** Returns those who are told of the lives of workers, and one who looks at processes beside them. */
    WorkerEnvironment.Audience audience(LifeWatch watch) {
        return new WorkerEnvironment.Audience(supervision, answers, inspections, watch);
    }

    // -- Log levels --

    LogLevels levels() {
        return levels.levels();
    }

    private void send(LogLevels news) {
        List<WorkerHandle> workers;
        try (var held = ground.pool().lock().hold()) {
            workers = List.copyOf(crew.workers());
        }
        for (WorkerHandle worker : workers) {
            worker.link().post(news);
            worker.link().flush();
        }
    }

    // -- Beginning and end --

    /** Begins the rounds, and has the minimum of workers started. */
    void start() {
        ground.pool().timer().every(tickNanos(ground.pool().settings()), this::tick);
        if (!ground.isInProcess()) {
            MemoryWatchdog.join(watched);
            levels.start();
        }
        try (var held = ground.pool().lock().hold()) {
            crew.balance(0);
        }
    }

    /** The next one comes in any case. Words on this thread, which the clocks of all tasks need, could be held up by a log. */
    private void tick() {
        try {
            rounds.run();
        } catch (RuntimeException | Error e) {
            ground.callbacks().complain(e);
        }
    }

    /** A fraction of the shortest time that is to be kept, in limits. */
    static long tickNanos(PoolSettings settings) {
        long heartbeat = settings.clocks().heartbeat().toNanos();
        Duration age = settings.sizing().maxWorkerAge();
        long shortest =
                Math.min(LONGEST_TICK_NANOS, settings.sizing().idleTimeout().toNanos() / 2);
        shortest = heartbeat == 0 ? shortest : Math.min(shortest, heartbeat / 4);
        shortest = age == null ? shortest : Math.min(shortest, age.toNanos() / 4);
        return Math.max(SHORTEST_TICK_NANOS, shortest);
    }

    void close() {
        new Round(mender::finish, () -> MemoryWatchdog.leave(watched), levels::close).run();
    }
}

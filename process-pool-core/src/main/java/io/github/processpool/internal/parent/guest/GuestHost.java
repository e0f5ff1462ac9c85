package io.github.processpool.internal.parent.guest;

import io.github.processpool.PayloadSerializer;
import io.github.processpool.ProcessFuture;
import io.github.processpool.TaskOptions;
import io.github.processpool.internal.federation.FederatedLimits;
import io.github.processpool.internal.federation.FederatedPool;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.federation.GuestSpace;
import io.github.processpool.internal.federation.GuestTask;
import io.github.processpool.internal.federation.Room;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.dispatch.Backlog;
import io.github.processpool.internal.parent.dispatch.Intake;
import io.github.processpool.internal.parent.dispatch.TaskStopper;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.task.FunctionProfile;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.message.Payload;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The half of a {@link FederatedPool} that runs tasks of other members of a cluster: takes them from the federation, hands them to the
 * {@link Intake} as guests, and says how much room there is. Their bytes go on to workers as they came, and so do the answers: nothing
 * of them is read in this JVM.
 *
 * <p><b>Thread safety:</b> any thread; takes the pool's lock itself.
 */
public final class GuestHost {

    /** How many characters the names in a message may have, whose header a worker reads in any case. */
    private static final int LONGEST_NAME = 1024;

    private final PoolContext pool;
    private final Intake intake;
    private final Backlog backlog;
    private final Crew crew;
    private final TaskStopper stopper;
    private final GuestTimes times = new GuestTimes();
    private final AtomicInteger lastSpace = new AtomicInteger();
    /** How long the functions of each space that is open take. */
    private final Map<Integer, GuestProfiles> profiles = new ConcurrentHashMap<>();

    /** Runs guests in the workers of a pool. */
    public GuestHost(PoolContext pool, Intake intake, Backlog backlog, Crew crew, TaskStopper stopper) {
        this.pool = pool;
        this.intake = intake;
        this.backlog = backlog;
        this.crew = crew;
        this.stopper = stopper;
    }

    /** See {@link FederatedPool#limits}. */
    public FederatedLimits limits() {
        PayloadSerializer serializer = pool.settings().serializer();
        return new FederatedLimits(
                pool.settings().limits().maxPayload(),
                pool.settings().limits().maxQueuedBytes(),
                pool.settings().clocks().grace().toNanos(),
                serializer == null ? "" : serializer.getClass().getName());
    }

    /** See {@link FederatedPool#room}. */
    public Room room() {
        try (var held = pool.lock().hold()) {
            int slots = pool.status().isRunning() ? crew.maxWorkers() : 0;
            return new Room(
                    slots,
                    Math.min(crew.readyCount(), slots),
                    backlog.notBegunAtMost(),
                    times.meanNanos(),
                    pool.status().isBroken());
        }
    }

    // -- Spaces --

    /** See {@link FederatedPool#openSpace}. */
    public GuestSpace openSpace() {
        int number = lastSpace.incrementAndGet();
        profiles.put(number, new GuestProfiles());
        return new GuestSpace(number, () -> close(number));
    }

    private void close(int space) {
        profiles.remove(space);
        try (var held = pool.lock().hold()) {
            for (WorkerHandle worker : crew.workers()) {
                if (worker.workload().forget(space)) {
                    pool.lock().afterwards(worker.link().flushing());
                }
            }
        }
    }

    // -- Guests --

    /** See {@link FederatedPool#run}. */
    public ProcessFuture<GuestAnswer> run(GuestTask task, Runnable onEnd) {
        check(task);
        GuestProfiles known = profiles.get(task.space().number());
        FunctionProfile profile = known == null ? new FunctionProfile() : known.of(task.work());
        Stay stay = new Stay(onEnd);
        PendingTask<GuestAnswer> future = intake.submitGuest(task, named(task), profile, stay);
        stay.future = future;
        return future;
    }

    /** See {@link FederatedPool#withdraw}. */
    public void withdraw(ProcessFuture<GuestAnswer> guest) {
        stopper.giveBack((PendingTask<?>) guest);
    }

    private void check(GuestTask task) {
        EncodedTask work = task.work();
        boolean possible = work.length() >= 0
                && work.length() <= work.bytes().length
                && work.length() <= pool.settings().limits().maxPayload()
                && work.elements() >= 1
                && work.form() != Payload.Form.LOST
                && task.key().length() <= LONGEST_NAME
                && task.submitter().length() <= LONGEST_NAME;
        if (!possible) {
            throw new IllegalArgumentException("a task of " + work.length() + " bytes and " + work.elements()
                    + " elements in the form " + work.form() + ", of a member with a name of "
                    + task.submitter().length() + " characters and with a key of "
                    + task.key().length());
        }
    }

    /** Logs and snapshots show whose it is. Whether there is another attempt is not for us to say. */
    private static TaskOptions named(GuestTask task) {
        String name = task.options().name().orElse(task.work().name());
        return task.options().toBuilder()
                .name(name + " (guest of " + task.submitter() + ")")
                .maxAttempts(1)
                .build();
    }

    /** Follows the end of a guest. */
    private final class Stay implements Runnable {

        private final Runnable onEnd;
        /** Volatile: set by the thread that brings it, read by the one that ends it. Null if that was very quick. */
        private volatile @Nullable PendingTask<?> future;

        private Stay(Runnable onEnd) {
            this.onEnd = onEnd;
        }

        @Override
        public void run() {
            PendingTask<?> ended = future;
            long began = ended == null ? 0 : ended.where().startedNanos();
            if (ended != null && began != 0) {
                times.note(ended.record().workNanos(pool.now() - began));
            }
            onEnd.run();
        }
    }
}

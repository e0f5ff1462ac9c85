package io.github.processpool.internal.parent.map;

import io.github.processpool.MapOptions;
import io.github.processpool.PayloadTooLargeException;
import io.github.processpool.PoolBrokenException;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.TaskTimeoutException.Clock;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.WaitList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.ListIterator;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One run of a map, from the beginning of its stream's terminal operation: takes inputs from the {@link MapSource} no further
 * ahead of the consumer than the buffer allows, submits them as {@link MapBatch}es, and hands the batches to the {@link
 * MapSpliterator} when they are done, in order or as they come. Everything happens on the consumer's thread, when it asks.
 *
 * <p>It does not look into results; what is left of a batch whose worker stopped early it sends again.
 *
 * <pre>{@code
 * a batch   UNSENT -> SENT -> DONE -> taken      see MapBatch; taking one may leave a rest, which is UNSENT
 * the run   OPEN -> ENDING -> (no batch left)    no more inputs, or a reason to take none
 *             '--------'----> CLOSED
 * }</pre>
 *
 * <ul>
 *   <li>The consumer takes inputs, sends, cuts, takes what is done, and moves the run to ENDING. It alone changes the list of
 *       batches. It waits for ends in {@link #await} and for room in the queue in {@link #send}; both waits have a limit as long
 *       as a batch is unsent, because the room that it needs may be made by tasks that are not the map's.
 *   <li>The completion callback of a task, {@link #onDone}, counts it out of flight and wakes the consumer; nothing else.
 *   <li>Who closes sets the flag first and ends the tasks that it finds after that; the consumer looks at the flag after it has
 *       put a task where it is found. So one of the two ends each task.
 * </ul>
 *
 * <p><b>Thread safety:</b> one consumer at a time; the readers of workers report the ends of tasks; any thread may close.
 */
public final class MapRun {

    /** While the consumer waits, an automatic chunk that runs for longer than this has to give up what it has not begun. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

    /** So long a batch for which there is no room waits until it is tried again. */
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    /** So long taking inputs may hold up a result that is there. */
    private static final long LONG_FILL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** A source that takes longer than this for an input is only asked for more when no result is there. */
    private static final long SLOW_INPUT_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private static final int CHUNKS_PER_WORKER = 3;
    /** So many automatic chunks may wait behind one that is slow. */
    private static final int MOST_BATCHES = 1024;
    /** Nor may they have more results than this, as written. */
    private static final long MOST_DONE_BYTES = 32L << 20;

    private final MapSource source;
    private final MapSubmitter submitter;
    private final MapOptions options;
    private final boolean ordered;
    private final int workers;
    private final int buffer;
    private final ChunkPlanner planner;
    private final int mostInFlight;
    private final int mostBatches;
    private final long begunNanos;

    /** In the order of their inputs. Changed by the consumer only and under its own lock, so that who closes can read it. */
    @SuppressWarnings("JdkObsolete") // Rests of batches are put in behind them.
    private final LinkedList<MapBatch> batches = new LinkedList<>();
    /** Batches that are done, for a consumer that takes what comes first. */
    private final Queue<MapBatch> done = new ConcurrentLinkedQueue<>();

    private final AtomicInteger inFlight = new AtomicInteger();
    /** How many tasks have ended so far. */
    private final AtomicLong ends = new AtomicLong();

    private final WaitList waiters = new WaitList();
    /** The batch whose end the consumer waits for; null: any. Volatile for the readers. */
    private volatile @Nullable MapBatch awaited;
    /** Set once by whoever closes the stream. */
    private volatile boolean closed;

    // -- The consumer's --
    private int unsent;
    private int waitingInputs;
    /** How long the answers are that were there and not taken when it looked last. */
    private long doneBytes;
    /** Taking inputs took long the last time. */
    private boolean slowSource;
    /** Why no more inputs are taken, if that is not simply their end. */
    private @Nullable Throwable ending;

    private boolean noMoreInputs;

    public MapRun(MapSource source, MapSubmitter submitter, MapOptions options, boolean ordered) {
        this.source = source;
        this.submitter = submitter;
        this.begunNanos = submitter.now();
        this.options = options;
        this.ordered = ordered;
        this.workers = submitter.workers();
        this.buffer = MapBuffer.size(options, workers);
        this.planner = options.autoChunk()
                ? ChunkPlanner.automatic(Math.min(buffer / (2 * workers), submitter.mostElements()))
                : ChunkPlanner.fixed(MapBuffer.chunk(options, buffer));
        this.mostInFlight = options.autoChunk() ? Math.max(2, CHUNKS_PER_WORKER * workers) : Integer.MAX_VALUE;
        this.mostBatches = options.autoChunk() ? Math.max(MOST_BATCHES, 2 * mostInFlight) : Integer.MAX_VALUE;
    }

    /**
     * Returns the next batch that is done; null at the end. All inputs of the batch before count as received.
     *
     * @throws Throwable why the map ends before its inputs do, once
     */
    @Nullable
    MapBatch next() throws Throwable {
        while (true) {
            long before = ends.get();
            fill();
            MapBatch ready = takeDone();
            if (ready != null) {
                return ready;
            }
            if (batches.isEmpty()) {
                Throwable reason = ending;
                ending = null;
                if (reason != null) {
                    throw reason;
                }
                return null;
            }
            if (unsent == 0 || inFlight.get() > 0) { // Otherwise it has waited for room.
                await(before);
            }
        }
    }

    private void checkOpen() {
        if (closed) {
            throw MapBatch.cancelled("The stream of results was closed", null);
        }
        Duration limit = options.timeout().orElse(null);
        if (limit != null && submitter.now() - begunNanos >= limit.toNanos()) {
            close();
            throw new TaskTimeoutException(
                    "The map of '" + submitter.name() + "' exceeded its timeout of " + limit.toMillis() / 1000.0
                            + " s; what had not begun was cancelled",
                    Clock.DEADLINE,
                    null);
        }
    }

    /** How much of the map's own time is left, if that is limited. */
    private long nanosLeft() {
        return options.timeout()
                .map(timeout -> Math.max(0, begunNanos + timeout.toNanos() - submitter.now()))
                .orElse(Long.MAX_VALUE / 2);
    }

    /** The consumer has received one of the inputs of the batch that it got last. */
    void received() {
        waitingInputs--;
    }

    // -- Inputs --

    private void fill() throws InterruptedException {
        if (planner.isAutomatic()) {
            doneBytes = 0;
            for (MapBatch batch : batches) {
                batch.measure(planner);
                doneBytes += batch.answerBytes();
            }
        }
        long begun = submitter.now();
        boolean more = true;
        while (more) {
            checkOpen();
            if (inFlight.get() >= mostInFlight) {
                more = false;
            } else if (unsent > 0) {
                more = sendFirstUnsent();
            } else {
                boolean late = slowSource || submitter.now() - begun > LONG_FILL_NANOS;
                more = mayTake() && !(late && isReady()) && takeInputs();
            }
        }
    }

    /** What waits behind the first is limited; what was taken already is always sent, or the first might never be. */
    private boolean mayTake() {
        return !noMoreInputs
                && waitingInputs < buffer
                && batches.size() < mostBatches
                && (!planner.isAutomatic() || doneBytes < MOST_DONE_BYTES);
    }

    /** Whether the consumer can have a batch now. */
    private boolean isReady() {
        MapBatch head = batches.peekFirst();
        return ordered ? head != null && head.isDone() : !done.isEmpty();
    }

    /** Returns false at the end of the inputs. */
    private boolean takeInputs() {
        long begun = submitter.now();
        int most = Math.min(planner.next(source.remaining(), workers), buffer - waitingInputs);
        List<@Nullable Object> taken = new ArrayList<>(most);
        try {
            noMoreInputs = !source.take(most, taken);
        } catch (Throwable e) { // What the caller's iterator throws, the caller gets, after the results before.
            end(e);
        }
        long took = submitter.now() - begun;
        slowSource = took > LONG_FILL_NANOS && took > SLOW_INPUT_NANOS * taken.size();
        waitingInputs += taken.size();
        try {
            submitter.encode(taken, planner.isAutomatic(), !ordered, this::append);
        } catch (TaskSerializationException | PayloadTooLargeException e) {
            waitingInputs -= taken.size();
            end(e); // Not an input, but the function itself.
        }
        return !taken.isEmpty();
    }

    private void end(Throwable reason) {
        noMoreInputs = true;
        if (ending == null) {
            ending = reason;
        }
    }

    private void append(MapBatch batch) {
        synchronized (batches) {
            batches.add(batch);
        }
        if (batch.isUnsent()) {
            unsent++;
        } else {
            offer(batch);
        }
    }

    private boolean sendFirstUnsent() throws InterruptedException {
        ListIterator<MapBatch> places = batches.listIterator();
        MapBatch batch = places.next();
        while (!batch.isUnsent()) {
            batch = places.next();
        }
        if (planner.isAutomatic() && batch.isPart()) {
            int most = planner.next(batch.count() + Math.max(0, source.remaining()), workers);
            if (most < batch.count()) {
                MapBatch rest = batch.splitAt(most);
                synchronized (batches) {
                    places.add(rest);
                }
                unsent++;
            }
        }
        return send(batch);
    }

    /** Returns false if there is no room; it is tried again soon. */
    private boolean send(MapBatch batch) throws InterruptedException {
        inFlight.incrementAndGet();
        try {
            // With nothing of ours under way there is nothing else to wait for.
            long patience = inFlight.get() == 1 && !isReady() ? Math.min(RETRY_NANOS, nanosLeft()) : 0;
            PendingTask<?> task = submitter.submit(batch, () -> onDone(batch), patience);
            if (task == null) {
                inFlight.decrementAndGet();
                return false;
            }
            batch.markSent(task);
            if (closed) {
                stop(task); // Who closed may have looked before it was there to be seen.
            }
        } catch (RejectedExecutionException | PoolBrokenException e) {
            inFlight.decrementAndGet();
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            end(e);
            failUnsent(e);
            return true;
        }
        unsent--;
        return true;
    }

    /** What nothing follows is as if it had never been taken; what stands before others fails in its place. */
    private void failUnsent(Throwable reason) {
        synchronized (batches) {
            while (!batches.isEmpty() && batches.getLast().isUnsent()) {
                batches.removeLast();
            }
        }
        for (MapBatch batch : batches) {
            if (batch.isUnsent()) {
                batch.fail(reason);
                offer(batch);
            }
        }
        unsent = 0;
    }

    // -- Ends --

    /** A worker's reader: the outcome of a batch can be seen. */
    private void onDone(MapBatch batch) {
        inFlight.decrementAndGet();
        ends.incrementAndGet();
        offer(batch);
        MapBatch wanted = awaited;
        if (wanted == null || wanted == batch) {
            waiters.releaseAll();
        }
    }

    private void offer(MapBatch batch) {
        if (!ordered) {
            done.add(batch);
        }
    }

    private @Nullable MapBatch takeDone() {
        MapBatch batch = ordered ? batches.peekFirst() : done.poll();
        if (batch == null || !batch.isDone()) {
            return null;
        }
        batch.measure(planner);
        MapBatch rest = batch.open(planner.isAutomatic());
        synchronized (batches) {
            int place = ordered ? 0 : batches.indexOf(batch);
            batches.remove(place);
            if (rest != null) {
                batches.add(place, rest);
                unsent++;
            }
        }
        return batch;
    }

    /** Waits for the batch that comes next, or for any end since the number of ends was looked at if there is more to be sent. */
    private void await(long before) throws InterruptedException {
        MapBatch head = ordered ? Objects.requireNonNull(batches.peekFirst()) : null;
        boolean mayFill = planner.isAutomatic() || unsent > 0;
        awaited = mayFill ? null : head;
        long limit = nanosLeft();
        if (unsent > 0) {
            limit = Math.min(limit, RETRY_NANOS);
        } else if (planner.isAutomatic()) {
            limit = Math.min(limit, PATIENCE_NANOS);
        }
        waiters.await(
                () -> closed || (head == null ? !done.isEmpty() : head.isDone()) || (mayFill && ends.get() != before),
                limit);
        if (planner.isAutomatic()) {
            cutTheSlow();
        }
    }

    /** What a slow element holds up is for others to run. */
    private void cutTheSlow() {
        long now = submitter.now();
        ListIterator<MapBatch> places = batches.listIterator();
        while (places.hasNext()) {
            MapBatch batch = places.next();
            PendingTask<?> task = batch.task();
            if (task == null || batch.count() < 2 || batch.isDone()) {
                continue;
            }
            long started = task.where().startedNanos();
            int begun = started == 0 || now - started < PATIENCE_NANOS ? -1 : submitter.cut(task, 1);
            if (begun > 0 && begun < batch.count()) {
                planner.measured(begun, now - started, 0);
                MapBatch rest = batch.splitAt(begun);
                synchronized (batches) {
                    places.add(rest);
                }
                unsent++;
            }
        }
    }

    // -- The end --

    boolean isClosed() {
        return closed;
    }

    /** Any thread: nothing that has not begun will begin; what runs goes on, and nobody hears of it. */
    void close() {
        closed = true;
        List<MapBatch> open;
        synchronized (batches) {
            open = new ArrayList<>(batches);
        }
        for (MapBatch batch : open) {
            PendingTask<?> task = batch.task();
            if (task != null && !task.isDone()) {
                stop(task);
            }
        }
        waiters.releaseAll();
    }

    /** A chunk that begins between the first cut and the cancelling, which then comes too late, is cut by the second. */
    private void stop(PendingTask<?> task) {
        boolean cut = task.chunk().isChunk() && submitter.cut(task, 0) >= 0;
        task.cancel(false);
        if (task.chunk().isChunk() && !cut) {
            submitter.cut(task, 0);
        }
    }
}

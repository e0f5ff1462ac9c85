package io.github.processpool.internal.parent.map;

import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.ListIterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a map in the order of their inputs, from the {@link MapInputs} until the consumer takes them: in this order, or as
 * they are done. A rest of a batch stands right behind it.
 *
 * <p>It sends nothing and waits for nothing, see {@link MapWindow}.
 *
 * <p><b>Thread safety:</b> used by the map's consumer; {@link #onDone} and {@link #snapshot} by any thread.
 */
final class MapPlaces {

    private final boolean ordered;
    private final ChunkPlanner planner;

    /** Changed by the consumer only and under its own lock, so that who closes can read it. */
    @SuppressWarnings("JdkObsolete") // Rests of batches are put in behind them.
    private final LinkedList<MapBatch> batches = new LinkedList<>();
    /** Batches that are done, for a consumer that takes the first to come. */
    private final Queue<MapBatch> done = new ConcurrentLinkedQueue<>();

    private int unsent;

    MapPlaces(boolean ordered, ChunkPlanner planner) {
        this.ordered = ordered;
        this.planner = planner;
    }

    // -- Looks --

    boolean isEmpty() {
        return batches.isEmpty();
    }

    int size() {
        return batches.size();
    }

    boolean hasUnsent() {
        return unsent > 0;
    }

    /** The batch whose end the consumer has to wait for; null: that of any. */
    @Nullable
    MapBatch awaited() {
        return ordered ? batches.peekFirst() : null;
    }

    /** Whether the consumer can have a batch now. */
    boolean isReady() {
        MapBatch head = batches.peekFirst();
        return ordered ? head != null && head.isDone() : !done.isEmpty();
    }

    /** Any thread: the batches that are there now. */
    List<MapBatch> snapshot() {
        synchronized (batches) {
            return new ArrayList<>(batches);
        }
    }

    /** Tells the planner of answers that wait here; returns how long they are together. */
    long measure() {
        long bytes = 0;
        for (MapBatch batch : batches) {
            batch.measure(planner);
            bytes += batch.answerBytes();
        }
        return bytes;
    }

    // -- In --

    void append(MapBatch batch) {
        synchronized (batches) {
            batches.add(batch);
        }
        if (batch.isUnsent()) {
            unsent++;
        } else {
            onDone(batch);
        }
    }

    /** Cuts batches after so many elements as a function says; a number that leaves no rest cuts nothing. */
    void cut(ToIntFunction<MapBatch> most) {
        ListIterator<MapBatch> places = batches.listIterator();
        while (places.hasNext()) {
            MapBatch batch = places.next();
            cut(batch, most.applyAsInt(batch), places);
        }
    }

    private void cut(MapBatch batch, int most, ListIterator<MapBatch> behind) {
        if (most > 0 && most < batch.count()) {
            MapBatch rest = batch.splitAt(most);
            synchronized (batches) {
                behind.add(rest);
            }
            unsent++;
        }
    }

    // -- To the pool --

    /** Returns the first that is unsent, cut to so many elements as a function says; there has to be one. */
    MapBatch firstUnsent(ToIntFunction<MapBatch> most) {
        // From the end, where new ones are: those before them are many.
        ListIterator<MapBatch> places = batches.listIterator(batches.size());
        MapBatch batch = places.previous();
        for (int seen = batch.isUnsent() ? 1 : 0; seen < unsent; seen += batch.isUnsent() ? 1 : 0) {
            batch = places.previous();
        }
        places.next();
        cut(batch, most.applyAsInt(batch), places);
        return batch;
    }

    void onSent() {
        unsent--;
    }

    /** Nothing more is sent: batches at the end are as if they had never been taken, those before others fail in their place. */
    void failUnsent(Throwable reason) {
        synchronized (batches) {
            while (!batches.isEmpty() && batches.getLast().isUnsent()) {
                batches.removeLast();
            }
        }
        for (MapBatch batch : batches) {
            if (batch.isUnsent()) {
                batch.fail(reason);
                onDone(batch);
            }
        }
        unsent = 0;
    }

    // -- Out --

    /** Any thread: the end of a batch can be seen. */
    void onDone(MapBatch batch) {
        if (!ordered) {
            done.add(batch);
        }
    }

    /** One whose end was told twice is there only once. */
    private @Nullable MapBatch nextDone() {
        MapBatch batch = done.poll();
        while (batch != null && batch.isTaken()) {
            batch = done.poll();
        }
        return batch;
    }

    /** Returns the elements that come next, if they are done. Those that never began stay, as a batch of their own. */
    @Nullable
    MapElements take() {
        MapBatch batch = ordered ? batches.peekFirst() : nextDone();
        if (batch == null || !batch.isDone()) {
            return null;
        }
        batch.measure(planner);
        MapElements elements = batch.open(planner.isAutomatic());
        MapBatch rest = elements.count() < batch.count() ? batch.splitAt(elements.count()) : null;
        synchronized (batches) {
            int place = ordered ? 0 : batches.indexOf(batch);
            batches.remove(place);
            batch.markTaken();
            if (rest != null) {
                batches.add(place, rest);
                unsent++;
            }
        }
        return elements;
    }
}

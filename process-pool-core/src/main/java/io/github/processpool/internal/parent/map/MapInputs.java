package io.github.processpool.internal.parent.map;

import io.github.processpool.PayloadTooLargeException;
import io.github.processpool.TaskSerializationException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes inputs from the {@link MapSource}, no further ahead of the consumer than the {@link ChunkPlanner} says, and has the
 * {@link MapWriter} make batches of them for the {@link MapPlaces}.
 *
 * <p>It sends nothing.
 *
 * <p><b>Thread safety:</b> used by the map's consumer only.
 */
final class MapInputs {

    /** Taking inputs may hold up a result that is there for so long. */
    private static final long LONG_FILL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** A source that takes longer than this for an input is only asked for more when no result is there. */
    private static final long SLOW_INPUT_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private final MapHost host;
    private final MapSource source;
    private final MapWriter writer;
    private final ChunkPlanner planner;
    private final MapPlaces places;
    private final MapEnding ending;
    private final Consumer<MapBatch> target;

    /** How many were taken that the consumer has not received. */
    private int waiting;
    /** How long the answers are that were there and not taken at the last look. */
    private long doneBytes;
    /** Taking inputs took long the last time. */
    private boolean slow;

    MapInputs(
            MapHost host,
            MapSource source,
            MapWriter writer,
            ChunkPlanner planner,
            MapPlaces places,
            MapEnding ending) {
        this.host = host;
        this.source = source;
        this.writer = writer;
        this.planner = planner;
        this.places = places;
        this.ending = ending;
        this.target = places::append;
    }

    /** How many are still to be taken; negative: not known. */
    long remaining() {
        return source.remaining();
    }

    /** The consumer has received one. */
    void received() {
        waiting--;
    }

    /** Looks at the answers that wait, before inputs are taken. */
    void lookAtAnswers() {
        if (planner.isAutomatic()) {
            doneBytes = places.measure();
        }
    }

    /**
     * Takes as many as make a batch, if there is room and no result has waited for that for long already.
     *
     * @param begunNanos since when the consumer takes inputs
     * @return false if nothing was taken
     */
    boolean take(long begunNanos) {
        boolean room = waiting < planner.buffer() && planner.isRoomBehind(places.size(), doneBytes);
        return ending.isOpen() && room && !(isLate(begunNanos) && places.isReady()) && take();
    }

    private boolean isLate(long begunNanos) {
        return slow || host.now() - begunNanos > LONG_FILL_NANOS;
    }

    private boolean take() {
        long begun = host.now();
        int most = Math.min(planner.next(source.remaining()), planner.buffer() - waiting);
        List<@Nullable Object> taken = new ArrayList<>(most);
        try {
            if (!source.take(most, taken)) {
                ending.end();
            }
        } catch (Throwable e) { // An exception of the caller's iterator is the caller's, after the results before.
            ending.end(e);
        }
        long took = host.now() - begun;
        slow = took > LONG_FILL_NANOS && took > SLOW_INPUT_NANOS * taken.size();
        waiting += taken.size();
        try {
            writer.write(taken, target);
        } catch (TaskSerializationException | PayloadTooLargeException e) {
            waiting -= taken.size();
            ending.end(e); // The function itself is at fault, and no input.
        }
        return !taken.isEmpty();
    }
}

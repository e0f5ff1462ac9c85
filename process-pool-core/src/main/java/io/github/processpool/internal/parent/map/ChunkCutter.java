package io.github.processpool.internal.parent.map;

import io.github.processpool.internal.parent.task.PendingTask;
import java.util.function.ToIntFunction;

/**
 * Cuts automatic chunks of a map that turn out to be long, so that other workers can run the elements which a slow one holds up: those
 * that run, while the consumer waits, and rests before they are sent again.
 *
 * <p><b>Thread safety:</b> used by the map's consumer only.
 */
final class ChunkCutter {

    private final MapHost host;
    private final ChunkPlanner planner;
    private final MapPlaces places;
    private final MapInputs inputs;
    /** One object for all calls, because there is one for each task. */
    private final ToIntFunction<MapBatch> mostToSend = this::mostToSend;

    ChunkCutter(MapHost host, ChunkPlanner planner, MapPlaces places, MapInputs inputs) {
        this.host = host;
        this.planner = planner;
        this.places = places;
        this.inputs = inputs;
    }

    boolean hasUnsent() {
        return places.hasUnsent();
    }

    /** Returns the first batch that is to be sent, no longer than is good now. */
    MapBatch firstUnsent() {
        return places.firstUnsent(mostToSend);
    }

    private int mostToSend(MapBatch batch) {
        return planner.isAutomatic() && batch.isPart()
                ? planner.next(batch.count() + Math.max(0, inputs.remaining()))
                : batch.count();
    }

    /** Takes away from chunks that have run for long the elements that have not begun. */
    void cutTheSlow() {
        if (planner.isAutomatic()) {
            long now = host.now();
            places.cut(batch -> begun(batch, now));
        }
    }

    /** How many elements of a batch have begun, if it had to give up the others just now; else all. */
    private int begun(MapBatch batch, long now) {
        PendingTask<?> task = batch.task();
        if (task == null || batch.count() < 2 || batch.isDone()) {
            return batch.count();
        }
        long started = task.where().startedNanos();
        int begun = started == 0 || now - started < MapWindow.PATIENCE_NANOS ? -1 : host.cut(task, 1);
        if (begun > 0 && begun < batch.count()) {
            planner.measured(begun, now - started, 0);
            return begun;
        }
        return batch.count();
    }
}

package io.github.processpool.internal.parent.map;

import io.github.processpool.MapOptions;
import org.jspecify.annotations.Nullable;

/**
 * One run of a map, from the beginning of its stream's terminal operation, as its consumer sees it: each time the
 * {@link MapSpliterator} asks for more it has the {@link MapSupply} fill the {@link MapWindow}, and hands over the
 * {@link MapElements} that come next. All of that happens on the consumer's thread, when it asks.
 *
 * <pre>{@code
 * MapSource -> MapInputs -> MapWriter -> MapPlaces -> MapWindow -> MapHost
 *                MapSpliterator <- MapRun <- '
 * }</pre>
 *
 * <p>It does not look into results; the rest of a batch whose worker stopped early is sent again.
 *
 * <p><b>Thread safety:</b> one consumer at a time; any thread may close.
 */
public final class MapRun {

    private final MapEnding ending;
    private final MapPlaces places;
    private final MapInputs inputs;
    private final MapWindow window;
    private final ChunkCutter cutter;
    private final MapSupply supply;
    private final ProgressReports reports;
    private final long size;

    /** How many the consumer has received; its own. */
    private long received;

    /** Begins; results come in the order of the inputs, or as they are done. */
    public MapRun(MapSource source, MapWriter writer, MapHost host, MapOptions options, boolean ordered) {
        ChunkPlanner planner = new ChunkPlanner(options, host.workers(), host.mostElements());
        MapDeadline deadline = new MapDeadline(host, options);
        this.ending = new MapEnding();
        this.places = new MapPlaces(ordered, planner);
        this.inputs = new MapInputs(host, source, writer, planner, places, ending);
        this.window = new MapWindow(host, planner, places, ending, deadline);
        this.cutter = new ChunkCutter(host, planner, places, inputs);
        this.supply = new MapSupply(host, inputs, cutter, window, ending, deadline);
        this.size = source.size();
        this.reports = new ProgressReports(options.progress().orElse(null), host.name(), host::now);
        reports.begin(size);
    }

    /**
     * Returns the next elements that are done; null at the end. All inputs of those before count as received.
     *
     * @throws Throwable why the map ends before its inputs do, once
     */
    @Nullable
    MapElements next() throws Throwable {
        while (true) {
            long before = window.ends();
            supply.fill();
            MapElements ready = places.take();
            if (ready != null) {
                return ready;
            }
            if (places.isEmpty()) {
                ending.throwReason();
                return null;
            }
            if (!places.hasUnsent() || !window.isEmpty()) { // Otherwise it has waited for room.
                window.await(before);
                cutter.cutTheSlow();
            }
        }
    }

    /** The consumer has received one of the elements that it got last. */
    void received(boolean isFailure) {
        received++;
        inputs.received();
        reports.received(isFailure);
    }

    /** How many the consumer has not received; negative: not known. */
    long left() {
        return size < 0 ? -1 : Math.max(0, size - received);
    }

    /** The consumer has received all there is. */
    void ended() {
        reports.end();
    }

    /** Any thread: nothing that has not begun will begin; running tasks go on, and nobody hears of them. */
    void close() {
        try {
            window.close();
        } finally {
            reports.end();
        }
    }
}

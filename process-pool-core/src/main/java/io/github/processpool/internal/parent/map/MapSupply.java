package io.github.processpool.internal.parent.map;

/**
 * Keeps the window of a map full, each time the {@link MapRun} asks: takes inputs from {@link MapInputs}, and sends those that wait
 * through the {@link MapWindow}. It waits for no result.
 *
 * <p><b>Thread safety:</b> used by the map's consumer only.
 */
final class MapSupply {

    private final MapHost host;
    private final MapInputs inputs;
    private final ChunkCutter cutter;
    private final MapWindow window;
    private final MapEnding ending;
    private final MapDeadline deadline;

    MapSupply(
            MapHost host,
            MapInputs inputs,
            ChunkCutter cutter,
            MapWindow window,
            MapEnding ending,
            MapDeadline deadline) {
        this.host = host;
        this.inputs = inputs;
        this.cutter = cutter;
        this.window = window;
        this.ending = ending;
        this.deadline = deadline;
    }

    /** Sends, and takes inputs to be sent, as far as that is allowed now. */
    void fill() throws InterruptedException {
        inputs.lookAtAnswers();
        long begun = host.now();
        boolean more = true;
        while (more) {
            checkOpen();
            if (window.isFull()) {
                more = false;
            } else if (cutter.hasUnsent()) {
                more = window.send(cutter.firstUnsent());
            } else {
                more = inputs.take(begun);
            }
        }
    }

    private void checkOpen() {
        if (ending.isClosed()) {
            throw MapEnding.cancelled("The stream of results was closed", null);
        }
        if (deadline.isOver()) {
            window.close();
            throw deadline.exceeded();
        }
    }
}

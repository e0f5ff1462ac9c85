package io.github.processpool.internal.worker;

import io.github.processpool.internal.wire.Codec;

/**
 * A process that belongs to the worker alone and ends with it.
 *
 * @param lifeline ends it when the parent is gone
 * @param output its standard streams
 */
record ProcessHabitat(Lifeline lifeline, WorkerOutput output) implements Habitat {

    private static final int OUT_OF_CONTROL = 72;

    @Override
    public boolean isParentGone() {
        return lifeline.isParentGone();
    }

    @Override
    public Codec equip(Codec codec) {
        return codec;
    }

    @Override
    public boolean closeOutput(long ticket, long executionNanos) {
        return output.close(ticket, executionNanos);
    }

    @Override
    public void leave() {
        System.exit(0);
    }

    @Override
    public void giveUp() {
        Runtime.getRuntime().halt(OUT_OF_CONTROL);
    }

    @Override
    public void end(boolean orphaned) {
        lifeline.end(orphaned);
    }
}

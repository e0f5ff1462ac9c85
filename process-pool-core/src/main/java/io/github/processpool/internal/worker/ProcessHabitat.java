package io.github.processpool.internal.worker;

import io.github.processpool.internal.wire.codec.TaskReader;
import io.github.processpool.internal.wire.message.ExitCodes;
import io.github.processpool.internal.wire.message.Message.LogLevels;
import io.github.processpool.internal.wire.message.MessageChannel;
import java.util.function.LongSupplier;

/**
 * A process that belongs to the worker alone and ends with it.
 *
 * @param lifeline ends it when the parent is gone
 * @param output its standard streams
 */
record ProcessHabitat(Lifeline lifeline, WorkerOutput output) implements Habitat {

    @Override
    public boolean isParentGone() {
        return lifeline.isParentGone();
    }

    @Override
    public boolean ownsHeap() {
        return true;
    }

    @Override
    public TaskReader equip(TaskReader reader) {
        return reader;
    }

    @Override
    public void connectLog(MessageChannel channel, LongSupplier ticket) {
        WorkerLog.connect(new LogSender(channel, ticket));
    }

    @Override
    public void setLogLevels(LogLevels levels) {
        WorkerLog.setLevels(levels);
    }

    @Override
    public void settleLog() {
        WorkerLog.settle();
    }

    @Override
    public boolean closeOutput(long ticket, long executionNanos) {
        return output.close(ticket, executionNanos);
    }

    @Override
    public void leave() {
        lifeline.leaveNoZombies();
        System.exit(0);
    }

    @Override
    public void giveUp() {
        Runtime.getRuntime().halt(ExitCodes.OUT_OF_CONTROL);
    }

    @Override
    public void end(boolean orphaned) {
        lifeline.end(orphaned);
    }
}

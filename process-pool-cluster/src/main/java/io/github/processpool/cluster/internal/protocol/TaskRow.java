package io.github.processpool.cluster.internal.protocol;

import io.github.processpool.cluster.internal.protocol.ClusterMessage.Task;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.TimeLimits;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.message.ProtocolException;

/** The row of {@link Task}. A payload is not looked into; that there are as many elements as it says is for the worker to see. */
final class TaskRow {

    private static final int[] NONE = {};

    private TaskRow() {}

    static void write(Task m, FrameWriter out) {
        out.putName(m.pool()).putLong(m.ticket()).putName(m.key()).putInt(m.attempt());
        TimeLimits limits = m.limits();
        out.putNanos(limits.timeoutNanos()).putNanos(limits.queueNanos());
        out.putNanos(limits.deadlineNanos()).putNanos(limits.graceNanos());
        out.putInt(m.priority()).putText(m.name(), Limits.NAME);
        out.putOptionalText(m.affinityKey(), Limits.NAME).putOptionalText(m.quarantineKey(), Limits.NAME);
        EncodedTask work = m.work();
        boolean sameName = work.name().equals(m.name());
        out.putBoolean(sameName);
        if (!sameName) {
            out.putText(work.name(), Limits.NAME);
        }
        out.putInt(work.function()).putInt(work.arity()).putInt(work.elements());
        out.putInt(work.definitions().length);
        for (int definition : work.definitions()) {
            out.putInt(definition);
        }
        out.putBody(work.values());
    }

    static Task read(FrameReader in) throws ProtocolException {
        String pool = in.takeName();
        long ticket = in.takeLong();
        String key = in.takeName();
        int attempt = in.takeAtLeast(1);
        TimeLimits limits = new TimeLimits(in.takePositive(), in.takePositive(), in.takePositive(), in.takePositive());
        int priority = in.takeInt();
        String name = in.takeName();
        return new Task(
                pool,
                ticket,
                key,
                attempt,
                limits,
                priority,
                name,
                in.takeOptionalText(Limits.NAME),
                in.takeOptionalText(Limits.NAME),
                readWork(in, name));
    }

    private static EncodedTask readWork(FrameReader in, String taskName) throws ProtocolException {
        String name = in.takeBoolean() ? taskName : in.takeName();
        int function = in.takeWithin(-1, DefinitionTable.CAPACITY - 1);
        int arity = in.takeWithin(-1, Limits.ARITY);
        int elements = in.takeAtLeast(1);
        int[] definitions = readDefinitions(in);
        EncodedTask work = new EncodedTask(name, function, arity, in.takeBody(), definitions, elements);
        if (elements > 1 && !work.isChunk()) {
            throw new ProtocolException(elements + " elements that are no chunk");
        }
        return work;
    }

    private static int[] readDefinitions(FrameReader in) throws ProtocolException {
        int count = in.takeCount(DefinitionTable.CAPACITY, Integer.BYTES);
        int[] definitions = count == 0 ? NONE : new int[count];
        for (int i = 0; i < count; i++) {
            definitions[i] = in.takeWithin(0, DefinitionTable.CAPACITY - 1);
        }
        return definitions;
    }
}

package io.github.processpool.testing;

import io.github.processpool.TaskOptions;
import io.github.processpool.internal.federation.GuestSpace;
import io.github.processpool.internal.federation.GuestTask;
import io.github.processpool.internal.parent.task.FunctionProfile;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.TaskHost;
import io.github.processpool.internal.parent.task.TaskOrigin;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.message.Payload;

/** Tasks of another member of a cluster, whose bytes nobody is to read. */
public final class Guests {

    private Guests() {}

    /** One of member "b" with a key that ends with a number. */
    public static GuestTask guest(GuestSpace space, int number, TaskOptions options, int... definitions) {
        return guest(space, number, options, new EncodedTask("work", 0, 0, bytes(Payload.Form.STREAM), definitions));
    }

    /** A chunk of so many elements. */
    public static GuestTask chunk(GuestSpace space, int elements) {
        EncodedTask work = new EncodedTask("work", 0, 1, bytes(Payload.Form.CHUNK), new int[0], elements);
        return guest(space, 1, TaskOptions.defaults(), work);
    }

    private static GuestTask guest(GuestSpace space, int number, TaskOptions options, EncodedTask work) {
        return new GuestTask(space, work, options, "key-" + number, 1, "b");
    }

    private static Payload bytes(Payload.Form form) {
        return new Payload(form, new byte[] {7}, 1);
    }

    /** As the pool has it. */
    public static PendingTask<Object> task(long id, GuestTask guest, TaskHost host) {
        return new PendingTask<>(
                new TaskOrigin(id, guest.work(), guest.options(), new FunctionProfile(), 0, null, () -> {}, guest),
                host);
    }
}

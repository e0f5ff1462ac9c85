package io.github.processpool.cluster.internal.link;

import io.github.processpool.cluster.Role;
import io.github.processpool.cluster.internal.protocol.Bodies;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Answer;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Hello;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Task;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.TimeLimits;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.federation.GuestAnswer.Answered;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.Report;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** Messages with payloads of a given size. */
final class Samples {

    static final int MB = 1024 * 1024;

    private Samples() {}

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    static Task task(long ticket, int payload) {
        TimeLimits limits = new TimeLimits(1, ClusterMessage.UNLIMITED, ClusterMessage.UNLIMITED, 5);
        EncodedTask work = new EncodedTask("t", 1, 0, Payload.raw(bytes(payload)), new int[] {1});
        return new Task("p", ticket, "key", 1, limits, 0, "t", Optional.empty(), Optional.empty(), work);
    }

    static Answer answer(long ticket, int payload, int credits) {
        return answer(ticket, Payload.raw(bytes(payload)), credits);
    }

    static Answer answer(long ticket, Payload payload, int credits) {
        Report report = new Report(ticket, 1, 2, 3, Report.Fitness.FIT, false, Optional.empty());
        return new Answer(
                "p", ticket, new GuestAnswer(new Answered(new Message.Result(report, payload), 1), 9, 5), credits);
    }

    /** In words, with a hash for the bytes. */
    static String words(ClusterMessage message) {
        Payload payload = Bodies.of(message);
        if (payload.length() == 0) {
            return withoutHashes(message);
        }
        Payload hash = new Payload(Payload.Form.RAW, new byte[0], Arrays.hashCode(payload.bytes()));
        return withoutHashes(Bodies.with(message, hash));
    }

    private static String withoutHashes(ClusterMessage message) {
        return message.toString().replaceAll("\\[[BI]@[0-9a-f]+", "[]");
    }

    static String[] words(ClusterMessage... messages) {
        return Stream.of(messages).map(Samples::words).toArray(String[]::new);
    }

    static Hello hello(long session) {
        return new Hello(1, 1, session, 0, "b", "f", Role.BOTH, 17, List.of());
    }
}

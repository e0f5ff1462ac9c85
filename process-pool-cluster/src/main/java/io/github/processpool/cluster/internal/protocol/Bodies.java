package io.github.processpool.cluster.internal.protocol;

import io.github.processpool.cluster.internal.protocol.ClusterMessage.Answer;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Task;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.federation.GuestAnswer.Answered;
import io.github.processpool.internal.federation.GuestAnswer.End;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Payload;

/** The payloads of messages, which are large now and then: those of tasks, and of what workers have answered. */
public final class Bodies {

    private Bodies() {}

    /**
     * Returns the payload of a message.
     *
     * @param message any
     * @return {@link Payload#NONE} if it has none
     */
    public static Payload of(ClusterMessage message) {
        if (message instanceof Task task) {
            return task.work().values();
        } else if (message instanceof Answer answer && answer.answer().end() instanceof Answered answered) {
            if (answered.message() instanceof Message.Result result) {
                return result.value();
            } else if (answered.message() instanceof Message.Failure failure) {
                return failure.throwable();
            }
        }
        return Payload.NONE;
    }

    /**
     * Returns a message with another payload.
     *
     * @param message one that has a payload
     * @param payload instead of its own
     * @return the same for the rest
     */
    public static ClusterMessage with(ClusterMessage message, Payload payload) {
        if (message instanceof Task task) {
            return with(task, payload);
        } else if (message instanceof Answer answer && answer.answer().end() instanceof Answered answered) {
            if (answered.message() instanceof Message.Result result) {
                return with(answer, new Answered(new Message.Result(result.report(), payload), answered.elementsRun()));
            } else if (answered.message() instanceof Message.Failure failure) {
                Message other = new Message.Failure(failure.report(), failure.kind(), failure.problem(), payload);
                return with(answer, new Answered(other, answered.elementsRun()));
            }
        }
        throw new IllegalArgumentException(
                "There is no payload in a " + message.getClass().getSimpleName());
    }

    /**
     * Returns an answer with another end.
     *
     * @param answer any
     * @param end instead of its own
     * @return the same for the rest
     */
    public static Answer with(Answer answer, End end) {
        GuestAnswer guest = answer.answer();
        GuestAnswer other = new GuestAnswer(end, guest.pid(), guest.begunAgoNanos(), guest.elementsBegun());
        return new Answer(answer.pool(), answer.ticket(), other, answer.credits());
    }

    private static Task with(Task task, Payload payload) {
        EncodedTask work = task.work();
        EncodedTask other = new EncodedTask(
                work.name(), work.function(), work.arity(), payload, work.definitions(), work.elements());
        return new Task(
                task.pool(),
                task.ticket(),
                task.key(),
                task.attempt(),
                task.limits(),
                task.priority(),
                task.name(),
                task.affinityKey(),
                task.quarantineKey(),
                other);
    }
}

package io.github.processpool.cluster.internal.host;

import io.github.processpool.cluster.internal.protocol.ClusterMessage.Answer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Answers to guests, in their order, from when they are there to when {@link GuestRoom} has them sent with what credits there are then.
 *
 * <p><b>Thread safety:</b> needs the engine's lock.
 */
final class AnswerLine {

    private final Deque<Pending> line = new ArrayDeque<>();

    private record Pending(Submitter submitter, Answer answer) {}

    void add(Submitter submitter, Answer answer) {
        line.add(new Pending(submitter, answer));
    }

    /** Sends all, and takes the credits that go with them out of those that are given. Those that an error keeps here come next time. */
    void send(Map<Account, Integer> given) {
        for (Pending next = line.peek(); next != null; next = line.peek()) {
            Account account = next.submitter.account;
            Integer credits = account == null ? null : given.get(account);
            Answer bare = next.answer;
            next.submitter.session.send(
                    credits == null ? bare : new Answer(bare.pool(), bare.ticket(), bare.answer(), credits));
            line.remove(); // Now it is sent, and so are the credits.
            if (account != null) {
                given.remove(account);
            }
        }
    }
}

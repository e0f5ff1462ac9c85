package io.github.processpool.benchmarks.soak;

import io.github.processpool.benchmarks.soak.SharingTasks.Report;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Keeps account of what went into a shared queue and what came out: nothing comes twice, nothing that was not put comes,
 * and nothing is missing that a task has reported as put, except what consumers that were lost may have received.
 *
 * <p><b>Thread safety:</b> belongs to the thread of the round.
 */
final class SharingAccount {

    private final Endings endings;
    private final Set<Long> known = new HashSet<>();
    private final Set<Long> put = new HashSet<>();
    private final Set<Long> received = new HashSet<>();
    private final Set<Long> tickets = new HashSet<>();
    private int perhapsLost;

    SharingAccount(Endings endings) {
        this.endings = endings;
    }

    /** Elements that a producer is to put; whether it does is not known. */
    void planned(Collection<Long> elements) {
        known.addAll(elements);
    }

    /** A producer has ended well. */
    void put(Report report) {
        ticket(report);
        put.addAll(report.elements());
    }

    /** A consumer has ended well. */
    void took(Report report) {
        ticket(report);
        received(report.elements());
    }

    /** A consumer was killed or cancelled that would have taken so many. */
    void lost(int most) {
        perhapsLost += most;
    }

    /** Elements that have come out of the queue. */
    void received(Collection<Long> elements) {
        for (Long element : elements) {
            endings.require(known.contains(element), "element " + element + " came and was never put");
            endings.require(received.add(element), "element " + element + " came twice");
        }
    }

    /** Whether more is missing than lost consumers may have had. */
    boolean isShort() {
        return missing().size() > perhapsLost;
    }

    /** Nothing comes any more. */
    void close(long ticketsGiven) {
        endings.require(
                !isShort(),
                "elements " + missing() + " were put and never came; lost consumers had at most " + perhapsLost);
        endings.require(
                tickets.stream().allMatch(ticket -> ticket >= 1 && ticket <= ticketsGiven),
                "of " + ticketsGiven + " tickets the tasks have " + tickets);
    }

    int countReceived() {
        return received.size();
    }

    int countMissing() {
        return missing().size();
    }

    private Set<Long> missing() {
        Set<Long> missing = new HashSet<>(put);
        missing.removeAll(received);
        return missing;
    }

    private void ticket(Report report) {
        endings.require(tickets.add(report.ticket()), "ticket " + report.ticket() + " was given out twice");
    }
}

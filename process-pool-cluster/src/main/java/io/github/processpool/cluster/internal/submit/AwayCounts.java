package io.github.processpool.cluster.internal.submit;

import io.github.processpool.cluster.internal.protocol.ClusterMessage.RefusalReason;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of the tasks that a pool has sent so far, for meters.
 *
 * <p><b>Thread safety:</b> needs the engine's lock.
 */
public final class AwayCounts {

    private long sent;
    private long retries;
    private long answered;
    private long lostBegun;
    private long lostUnknown;
    private final long[] refused = new long[RefusalReason.VALUES.length];

    void countSent(int attempt) {
        sent++;
        if (attempt > 1) {
            retries++;
        }
    }

    void countAnswer() {
        answered++;
    }

    void countRefusal(RefusalReason reason) {
        refused[reason.ordinal()]++;
    }

    void countLoss(boolean begun) {
        if (begun) {
            lostBegun++;
        } else {
            lostUnknown++;
        }
    }

    /** Returns how many tasks were sent. */
    public long sent() {
        return sent;
    }

    /** Returns how many of them had been tried before. */
    public long retries() {
        return retries;
    }

    /** Returns how many of them were answered. */
    public long answered() {
        return answered;
    }

    /** Returns how many of them were lost with their member, and had begun. */
    public long lostBegun() {
        return lostBegun;
    }

    /** Returns how many of them were lost with their member, while it was not known whether they had begun. */
    public long lostUnknown() {
        return lostUnknown;
    }

    /** Returns how many of them were not taken, for each reason there is. */
    public Map<String, Long> refused() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (RefusalReason reason : RefusalReason.VALUES) {
            counts.put(reason.name(), refused[reason.ordinal()]);
        }
        return counts;
    }
}

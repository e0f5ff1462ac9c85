package io.github.processpool.cluster.internal.member;

import io.github.processpool.cluster.ClusterTransport;
import io.github.processpool.cluster.internal.link.MemberLinks;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins the network, on a thread of its own: what fails is tried again until it works or the cluster is closed. Meanwhile pools work
 * alone.
 *
 * <p><b>Thread safety:</b> its own thread, and the one that closes.
 */
final class Entry implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Entry.class);

    private static final long FIRST_PAUSE_SECONDS = 1;
    private static final long LONGEST_PAUSE_SECONDS = 30;

    private final String cluster;
    private final ClusterTransport transport;
    private final MemberLinks links;
    private final Reception reception;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    /** Its own thread only. */
    private boolean opened;

    Entry(String cluster, ClusterTransport transport, MemberLinks links, Reception reception) {
        this.cluster = cluster;
        this.transport = transport;
        this.links = links;
        this.reception = reception;
        this.thread = new Thread(this, "process-pool-cluster-" + cluster + "-join");
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        long pause = FIRST_PAUSE_SECONDS;
        try {
            while (!join(pause == FIRST_PAUSE_SECONDS) && !closed.await(pause, TimeUnit.SECONDS)) {
                pause = Math.min(2 * pause, LONGEST_PAUSE_SECONDS);
            }
        } catch (InterruptedException e) {
            // Nobody is to interrupt it, so somebody wants it to end.
        }
    }

    /** Returns whether there is nothing more to try. One warning for all that fail in a row. */
    private boolean join(boolean first) {
        if (closed.getCount() == 0) {
            return true;
        }
        try {
            if (!opened) {
                links.open();
                opened = true;
            }
            reception.joined(transport.self());
            log.info("Cluster '{}' was joined as {}", cluster, transport.self());
            return true;
        } catch (Throwable e) { // An error may be over when it is tried again, and nobody else tries it.
            if (closed.getCount() == 0) {
                return true;
            } else if (first) {
                log.warn("Cluster '{}' can't be joined now; pools work alone, and it is tried again", cluster, e);
            } else {
                log.debug("Cluster '{}' can't be joined yet", cluster, e);
            }
            return false;
        }
    }

    /** Nothing is tried any more. */
    void close() {
        closed.countDown();
    }
}

package io.github.processpool.cluster.internal.jgroups;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jgroups.Address;
import org.jgroups.PhysicalAddress;

/**
 * Takes what the engine says to all members, views and heartbeats, and sends it to each of them in a thread of its own. The engine would
 * send to one after the other, and all behind a member that stands still would take this one for lost.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class Lanes {

    /** How much may wait for one member. The engine sends again what is dropped. */
    private static final int WAITING = 64;

    private final Map<Address, ExecutorService> lanes = new ConcurrentHashMap<>();
    private final TransportThreads threads;
    private final Sending sending;

    /** Sends to one, and may wait. */
    interface Sending {
        void send(PhysicalAddress to, byte[] data, int offset, int length) throws Exception;
    }

    Lanes(TransportThreads threads, Sending sending) {
        this.threads = threads;
        this.sending = sending;
    }

    /** Does not wait. {@code data} is free for other use afterwards. */
    void send(List<PhysicalAddress> to, byte[] data, int offset, int length) {
        byte[] copy = Arrays.copyOfRange(data, offset, offset + length);
        for (PhysicalAddress address : to) {
            lanes.computeIfAbsent(address, key -> lane()).execute(() -> {
                try {
                    sending.send(address, copy, 0, copy.length);
                } catch (Exception e) {
                    // The engine's failure detection finds out what that means.
                }
            });
        }
    }

    private ExecutorService lane() {
        return new ThreadPoolExecutor(
                0,
                1,
                5,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING),
                work -> threads.newThread(work, "to-all"),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    void retainAll(Collection<Address> members) {
        lanes.entrySet().removeIf(entry -> {
            boolean gone = !members.contains(entry.getKey());
            if (gone) {
                entry.getValue().shutdownNow();
            }
            return gone;
        });
    }
}

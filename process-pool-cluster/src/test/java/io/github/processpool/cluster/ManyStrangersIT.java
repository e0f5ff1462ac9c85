package io.github.processpool.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.cluster.testing.Mark;
import io.github.processpool.cluster.testing.Member;
import io.github.processpool.cluster.testing.MemberJvm;
import io.github.processpool.cluster.testing.Members;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Acceptance 28, of members in JVMs of their own: a thousand connections, or {@code -Dprocess-pool.test.strangers=10000}, as fast as this
 * machine can, or with {@code -Dprocess-pool.test.strangers.pause=1000000} nanoseconds between them.
 */
@Timeout(300)
class ManyStrangersIT {

    /** The first bytes of a handshake: a record of 512 bytes, of which nothing else comes. */
    private static final byte[] HALF = {22, 3, 1, 2, 0, 1, 0, 1};

    @RegisterExtension
    final Members members = Members.ofTheTest();

    @Test
    void tasksGoOnWhileStrangersKnock() throws Exception {
        List<MemberJvm> both = members.start(2, 1, (cluster, pool) -> {});
        MemberJvm a = both.get(0);
        String other = both.get(1).name();
        Mark released = members.mark();
        a.occupy(1, members.mark(), released);
        times(a, 3000); // Until they are compiled.
        long[] before = times(a, 3000);
        CompletableFuture<Void> strangers = CompletableFuture.runAsync(() -> knock(both));
        LongStream.Builder meanwhile = LongStream.builder();
        while (!strangers.isDone()) {
            Arrays.stream(times(a, 300)).forEach(meanwhile::add);
        }
        strangers.join();
        long[] during = meanwhile.build().sorted().toArray();
        System.out.println("measured: one task elsewhere, p50 and p99 before, with strangers (" + during.length
                + " tasks) and after: " + inWords(before) + ", " + inWords(during) + ", " + inWords(times(a, 3000)));
        assertThat(a.<List<String>>ask(Member::others)).containsExactly(other);
        released.raise();
    }

    private static void knock(List<MemberJvm> both) {
        Deque<Socket> sockets = new ArrayDeque<>();
        int pause = Integer.getInteger("process-pool.test.strangers.pause", 0);
        try {
            for (int i = 0; i < Integer.getInteger("process-pool.test.strangers", 1000); i++) {
                LockSupport.parkNanos(pause);
                Socket socket = new Socket(
                        InetAddress.getByName("127.0.0.1"), both.get(i % 2).port());
                socket.getOutputStream().write(HALF);
                sockets.add(socket);
                if (sockets.size() > 500) {
                    sockets.remove().close();
                }
            }
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One task at a time, which all go to the other member; sorted. */
    private static long[] times(MemberJvm member, int count) {
        return member.ask(there -> {
            long[] nanos = new long[count];
            for (int i = 0; i < count; i++) {
                long start = System.nanoTime();
                there.pool().submit(() -> 1).get();
                nanos[i] = System.nanoTime() - start;
            }
            Arrays.sort(nanos);
            return nanos;
        });
    }

    private static String inWords(long[] sorted) {
        return sorted[sorted.length / 2] / 1000 + "/" + sorted[sorted.length * 99 / 100] / 1000 + " µs";
    }
}

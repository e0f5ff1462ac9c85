package io.github.processpool.cluster.internal.jgroups;

import io.github.processpool.cluster.ClusterTransport;
import io.github.processpool.cluster.Discovery;
import io.github.processpool.cluster.MemberAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Two members that are parted and come together again: runs as root of a network namespace of its own, where it may tell the kernel to
 * drop what comes from an address or goes there. Prints what it saw, and {@code done} if all went well.
 */
final class PartitionMain {

    private static final int PORT = 7800;
    private static final Duration TIMEOUT = Duration.ofSeconds(4);
    private static final String OTHER = "127.0.0.3";

    private PartitionMain() {}

    public static void main(String[] arguments) throws Exception {
        boolean oneWay = arguments.length > 0;
        run("ip link set lo up");
        // Addresses of one's own come first in the table of rules, before any that could drop something.
        run("ip rule add pref 10 lookup local");
        run("ip rule del pref 0");
        Member a = new Member("127.0.0.2");
        Member b = new Member(OTHER);
        await("both in view", () -> a.sees(2) && b.sees(2));
        System.out.println("together");

        if (!oneWay) {
            run("ip rule add pref 5 from " + OTHER + " blackhole");
        }
        run("ip rule add pref 6 to " + OTHER + " blackhole");
        long parted = System.nanoTime();
        if (connects()) {
            System.out.println("no partition");
            System.exit(3);
        }
        await("each alone", () -> a.sees(1) && b.sees(1));
        System.out.println("apart after " + millisSince(parted) + " ms with a limit of " + TIMEOUT.toMillis() + " ms");

        if (!oneWay) {
            run("ip rule del pref 5");
        }
        run("ip rule del pref 6");
        long healed = System.nanoTime();
        await("both in view again", () -> a.sees(2) && b.sees(2));
        System.out.println("merged after " + millisSince(healed) + " ms");
        a.transport.send(b.transport.self(), ByteBuffer.wrap(new byte[] {1}));
        await("a message after it", () -> b.received);
        a.transport.close();
        b.transport.close();
        System.out.println("done");
    }

    private static boolean connects() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(OTHER, PORT), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static long millisSince(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TestMember.LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                System.out.println("never: " + what);
                System.exit(2);
            }
            Thread.sleep(20);
        }
    }

    private static void run(String command) throws IOException, InterruptedException {
        int code = new ProcessBuilder(command.split(" ")).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IOException(command + " ended with " + code);
        }
    }

    private static final class Member implements ClusterTransport.Receiver {

        private final JGroupsTransport transport;
        private volatile int size;
        private volatile boolean received;

        Member(String address) throws IOException {
            transport = new JGroupsTransport(new JGroupsSettings(
                    "test",
                    InetAddress.getByName(address),
                    PORT,
                    Discovery.members("127.0.0.2", OTHER),
                    TestMember.TLS,
                    TIMEOUT,
                    ""));
            transport.open(this);
        }

        boolean sees(int members) {
            return size == members;
        }

        @Override
        public void view(List<MemberAddress> members) {
            size = members.size();
            System.out.println(System.nanoTime() / 1_000_000 + " " + members);
        }

        @Override
        public void message(MemberAddress from, ByteBuffer message) {
            received = true;
        }
    }
}

package io.github.processpool.cluster.internal.jgroups;

import io.github.processpool.cluster.ClusterTransport;
import io.github.processpool.cluster.MemberAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A member in a JVM of its own, that prints what it is told, and obeys the lines of its input: {@code send name text}, {@code close}. It
 * sends back whatever is sent to it, with {@code echo} before.
 */
final class MemberMain {

    private MemberMain() {}

    /** {@code address port failureTimeoutMillis other,others} */
    public static void main(String[] arguments) throws Exception {
        JGroupsSettings settings = new JGroupsSettings(
                "test",
                InetAddress.getByName(arguments[0]),
                Integer.parseInt(arguments[1]),
                io.github.processpool.cluster.Discovery.members(arguments[3].split(",")),
                TestMember.TLS,
                Duration.ofMillis(Long.parseLong(arguments[2])),
                "");
        JGroupsTransport transport = new JGroupsTransport(settings);
        Printing printing = new Printing(transport);
        transport.open(printing);
        printing.print("open as " + transport.self());
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null && !line.equals("close"); line = in.readLine()) {
                String[] words = line.split(" ", 3);
                MemberAddress to = printing.members.stream()
                        .filter(member -> member.name().equals(words[1]))
                        .findFirst()
                        .orElseThrow();
                if (words[0].equals("flood")) {
                    new Thread(() -> flood(transport, to, printing)).start();
                } else {
                    transport.send(to, ByteBuffer.wrap(words[2].getBytes(StandardCharsets.UTF_8)));
                }
            }
        }
        transport.close();
        List<String> left = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("process-pool-cluster"))
                .toList();
        printing.print("closed, leaving " + left);
    }

    /** Sends until it can't. */
    private static void flood(JGroupsTransport transport, MemberAddress to, Printing printing) {
        try {
            while (true) {
                transport.send(to, ByteBuffer.allocate(ClusterTransport.LARGEST_MESSAGE));
            }
        } catch (IOException e) {
            printing.print("flood over");
        }
    }

    private static final class Printing implements ClusterTransport.Receiver {

        private final JGroupsTransport transport;
        private volatile List<MemberAddress> members = List.of();

        Printing(JGroupsTransport transport) {
            this.transport = transport;
        }

        /** In one piece, and with the time of the machine, which all of its processes have in common. */
        synchronized void print(String line) {
            System.out.println(System.nanoTime() / 1_000_000 + " " + line);
        }

        @Override
        public void view(List<MemberAddress> seen) {
            members = seen;
            print("view " + seen.stream().map(MemberAddress::name).sorted().collect(Collectors.joining(" ")));
        }

        @Override
        public void message(MemberAddress from, ByteBuffer message) {
            if (message.remaining() == ClusterTransport.LARGEST_MESSAGE) {
                return;
            }
            String text = StandardCharsets.UTF_8.decode(message).toString();
            print("from " + from + " " + text);
            if (!text.startsWith("echo")) {
                try {
                    transport.send(from, ByteBuffer.wrap(("echo " + text).getBytes(StandardCharsets.UTF_8)));
                } catch (IOException e) {
                    print("not sent: " + e);
                }
            }
        }

        @Override
        public String toString() {
            return Arrays.toString(members.toArray());
        }
    }
}

package io.github.processpool.cluster.internal.jgroups;

import java.util.List;
import org.jgroups.JChannel;
import org.jgroups.Version;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FRAG4;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.MFC;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.UFC;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.stack.DiagnosticsHandler;
import org.jgroups.stack.Protocol;

/**
 * Puts together the engine's protocols, from objects: there is no file that could be another one. Left out are FD_SOCK2, whose second
 * port is outside of TLS, and SYM_ENCRYPT, which TLS makes needless.
 */
final class Stack {

    /** How often a member tells others of its view. After a partition they are one again within three times as much. */
    private static final int MERGE_MILLIS = 4000;

    /** How long a merge waits for those who do not answer. It is tried again, and one of them may stand still. */
    private static final int MERGE_ANSWERS_MILLIS = 3000;

    private static final int JOIN_MILLIS = 5000;

    private Stack() {}

    static JChannel channel(JGroupsSettings settings, Sockets sockets, TransportThreads threads, Finder finder)
            throws Exception {
        return QuietLog.during(() -> {
            TCP transport = new ByteTransport(finder::awaitNoMore, threads);
            // One thread of the JVM for each that waits: with virtual ones, two of three kills were noticed by a time
            // limit only.
            transport.useVirtualThreads(false).setThreadFactory(threads);
            transport
                    .setBindAddress(settings.bindAddress())
                    .setBindPort(settings.port())
                    .setPortRange(0)
                    .setSocketFactory(sockets);
            // Others see one address of this member, whoever calls.
            transport.setClientBindAddr(settings.bindAddress());
            // A message that follows another one closely does not wait until that is acknowledged, for up to 40 ms.
            transport.tcpNodelay(true);
            // A killed member's connections close at once.
            transport.logAcceptError(false).enableSuspectEvents(true).logDetails(false);
            transport.setDiagnosticsHandler(
                    new DiagnosticsHandler(transport.getLog(), sockets, threads).setEnabled(false));
            long timeout = settings.failureTimeout().toMillis();
            // A heartbeat that is missing is noticed after seven to eight intervals, and asked for one to two times
            // this long.
            long verify = Math.min(1000, timeout / 8);
            long interval = (timeout - 2 * verify) / 8;
            JChannel channel = new JChannel(List.<Protocol>of(
                    transport,
                    finder,
                    new MERGE3().setMaxInterval(MERGE_MILLIS),
                    new FD_ALL3().setTimeout(7 * interval).setInterval(interval),
                    new VERIFY_SUSPECT2().setTimeout(verify),
                    new NAKACK2().useMcastXmit(false).logDiscardMessages(false),
                    new UNICAST3(),
                    new STABLE(),
                    // A first member that does not answer is given up after two attempts; what it has is merged later.
                    new GMS()
                            .setJoinTimeout(JOIN_MILLIS)
                            .setMaxJoinAttempts(3)
                            .setMergeTimeout(MERGE_ANSWERS_MILLIS)
                            .printLocalAddress(false)
                            .logViewWarnings(false),
                    new UFC(),
                    new MFC(),
                    new FRAG4().setFragSize(Senders.LARGEST - 1)));
            return channel.name(settings.memberName());
        });
    }

    /** Members with another minor version of the engine drop each other's messages without a word, so they must not meet. */
    static String wireName(String cluster) {
        return cluster + " jgroups-" + Version.getMajor() + "." + Version.getMinor();
    }
}

package io.github.processpool.cluster.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.MemberLostException;
import io.github.processpool.Placement;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/**
 * Two members with pools that are parted while each runs a task of the other, and come together again. Runs as root of a network namespace
 * of its own, where it may tell the kernel to drop what comes from an address or goes there. Prints what it measured, and {@code done} if
 * all went well.
 */
public final class PartedMain {

    private static final String ONE = "127.0.0.2";
    private static final String OTHER = "127.0.0.3";
    private static final int PORT = 7800;

    private PartedMain() {}

    public static void main(String[] arguments) throws Exception {
        run("ip link set lo up");
        // Addresses of one's own come first in the table of rules, before any that could drop something.
        run("ip rule add pref 10 lookup local");
        run("ip rule del pref 0");
        Members members = Members.ofTheTest();
        int code = 0;
        try {
            partAndHeal(members);
        } catch (Throwable e) {
            e.printStackTrace(System.out);
            members.print();
            code = 1;
        }
        members.end();
        System.out.println(code == 0 ? "done" : "failed");
        System.exit(code);
    }

    private static void partAndHeal(Members members) throws Exception {
        Setup setup = (cluster, pool) -> cluster.failureTimeout(Duration.ofSeconds(4));
        List<String> both = List.of(ONE + ":" + PORT, OTHER + ":" + PORT);
        MemberJvm a = members.at(PORT).host(ONE, both).setup(setup).go();
        a.tell(Member::awaitEntry);
        MemberJvm b = members.at(PORT).host(OTHER, both).setup(setup).go();
        Members.awaitTogether(List.of(a, b));

        // Each runs a task of its own, and one of the other.
        Mark busy = members.mark();
        Mark moment = members.mark();
        Mark started = members.mark();
        Mark never = members.mark();
        Mark ends = members.mark();
        a.occupy(1, members.mark(), busy);
        Mark filled = members.mark();
        fill(a, filled, moment);
        submitAway(a, started, never, ends, 1);
        moment.raise();
        b.occupy(1, members.mark(), busy);
        submitAway(b, started, never, ends, 2);

        run("ip rule add pref 5 from " + OTHER + " blackhole");
        run("ip rule add pref 6 to " + OTHER + " blackhole");
        long parted = System.nanoTime();
        assertThat(connects()).as("connects over a network that is parted").isFalse();
        for (MemberJvm member : List.of(a, b)) {
            Outcome outcome = member.outcome("away");
            assertThat(outcome.failure(MemberLostException.class).begun()).isEqualTo(MemberLostException.Begun.YES);
            Members.measured("partition to the failed future, limit 4 s", outcome.endedNanos() - parted);
        }
        assertThat(ends.await(2)).allMatch(line -> line.endsWith("interrupted"));
        Members.measured("partition to the end of both orphans", System.nanoTime() - parted);
        for (MemberJvm member : List.of(a, b)) {
            member.tell(there -> there.submit("alone", () -> Work.last(1, 5)));
            Outcome outcome = member.outcome("alone");
            assertThat(outcome.value()).isEqualTo(5);
            assertThat(outcome.where()).isEmpty();
        }

        run("ip rule del pref 5");
        run("ip rule del pref 6");
        long healed = System.nanoTime();
        Members.awaitTogether(List.of(a, b));
        Members.measured("heal to both together", System.nanoTime() - healed);
        Mark rest = members.mark();
        fill(a, members.mark(), rest);
        a.tell(there -> there.submit("again", () -> Work.last(1, 6)));
        Outcome again = a.outcome("again");
        assertThat(again.value()).isEqualTo(6);
        assertThat(again.where()).contains(b.name());
        assertThat(a.outcome("away").failure()).isInstanceOf(MemberLostException.class);
        assertThat(started.lines()).as("begins").hasSize(2);
        rest.raise();
        busy.raise();
    }

    /** Takes the second worker of a member. */
    private static void fill(MemberJvm member, Mark started, Mark released) {
        member.tell(there -> there.submit(
                "filling", options -> options.placement(Placement.HERE), () -> Work.runUntil(started, released)));
        started.await(1);
    }

    private static void submitAway(MemberJvm member, Mark started, Mark never, Mark ends, int count) {
        member.tell(there -> there.submit("away", () -> Work.sayHowItEnds(started, never, ends)));
        started.await(count);
        member.tell(there -> MemberJvm.await("word of its begin")
                .until(() -> there.future("away").member().isPresent()
                        && there.future("away").workerPid().isPresent()));
    }

    private static boolean connects() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(OTHER, PORT), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void run(String command) throws IOException, InterruptedException {
        int code = new ProcessBuilder(command.split(" ")).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IOException(command + " ended with " + code);
        }
    }
}

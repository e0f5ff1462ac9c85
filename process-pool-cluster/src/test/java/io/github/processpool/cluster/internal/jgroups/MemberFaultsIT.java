package io.github.processpool.cluster.internal.jgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.processpool.cluster.testing.OtherJdk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Members in JVMs of their own, to which things happen that happen to processes. */
@Timeout(600)
class MemberFaultsIT {

    private static final long PATIENT = 20_000;
    private static final long SHORT = 4_000;

    private final List<MemberJvm> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(MemberJvm::close);
    }

    private MemberJvm member(int port, long timeout, int... ports) throws IOException {
        MemberJvm member = MemberJvm.member(port, timeout, ports);
        started.add(member);
        return member;
    }

    /** Starts one member for each port, and waits until each sees all. */
    private List<MemberJvm> together(int... ports) throws Exception {
        List<MemberJvm> all = new ArrayList<>();
        for (int port : ports) {
            MemberJvm member = member(port, SHORT, ports);
            if (all.isEmpty()) {
                member.awaitView(0, port);
            }
            all.add(member);
        }
        for (MemberJvm member : all) {
            member.awaitView(0, ports);
        }
        return all;
    }

    @Test
    void noticesAKilledMemberLongBeforeTheTimeout() throws Exception {
        int[] ports = TestMember.freePorts(2);
        MemberJvm a = member(ports[0], PATIENT, ports);
        MemberJvm b = member(ports[1], PATIENT, ports);
        a.awaitView(0, ports);
        b.awaitView(0, ports);

        int before = a.count();
        long killed = System.nanoTime() / 1_000_000;
        b.signal("KILL");
        long took = a.awaitView(before, ports[0]) - killed;
        System.out.println("kill -9 to the view without the member: " + took + " ms");
        assertThat(took).isLessThan(PATIENT / 2);

        MemberJvm again = member(ports[1], PATIENT, ports);
        again.awaitView(0, ports);
        a.awaitView(before, ports);
    }

    /** Acceptance 18, at the transport. */
    @Test
    void goesOnWithoutAMemberThatStandsStillAndTakesItBack() throws Exception {
        int[] ports = TestMember.freePorts(3);
        List<MemberJvm> all = together(ports);
        MemberJvm a = all.get(0);
        MemberJvm b = all.get(1);
        MemberJvm c = all.get(2);

        int before = a.count();
        int others = c.count();
        long stopped = System.nanoTime() / 1_000_000;
        b.signal("STOP");
        System.out.println("SIGSTOP to the view without the member, limit " + SHORT + " ms: "
                + (a.awaitView(before, ports[0], ports[2]) - stopped) + " ms");
        c.awaitView(others, ports[0], ports[2]);
        int without = a.count();
        int stood = b.count();
        long continued = System.nanoTime() / 1_000_000;
        b.signal("CONT");
        System.out.println("SIGCONT to the view with the member: " + (a.awaitView(without, ports) - continued) + " ms");
        b.awaitView(stood, ports);

        b.tell("send 127.0.0.1:" + ports[2] + " after all");
        b.awaitLine(stood, "from 127.0.0.1:" + ports[2] + " echo after all");
    }

    /** What a merge needs must not wait behind handshakes with the one that stands still. */
    @Test
    void twoThatLostEachOtherAreOneAgainWhileAThirdStandsStill() throws Exception {
        int[] ports = TestMember.freePorts(3);
        List<MemberJvm> all = together(ports);
        MemberJvm a = all.get(0);
        MemberJvm b = all.get(1);
        MemberJvm c = all.get(2);

        int before = a.count();
        int others = c.count();
        b.signal("STOP");
        a.signal("STOP");
        c.awaitView(others, ports[2]);
        int alone = c.count();
        long continued = System.nanoTime() / 1_000_000;
        a.signal("CONT");
        System.out.println("SIGCONT to one view of two while a third stands still: "
                + (c.awaitView(alone, ports[0], ports[2]) - continued) + " ms");
        a.awaitView(before, ports[0], ports[2]);
    }

    /** Its connection is full: neither others, nor the view without it, nor the end of its sender may wait for it. */
    @Test
    void goesOnWithoutAMemberThatStandsStillWhileItIsSentALot() throws Exception {
        int[] ports = TestMember.freePorts(3);
        List<MemberJvm> all = together(ports);
        MemberJvm a = all.get(0);
        MemberJvm b = all.get(1);
        MemberJvm c = all.get(2);

        int before = a.count();
        int others = c.count();
        b.signal("STOP");
        a.tell("flood 127.0.0.1:" + ports[1]);
        a.awaitView(before, ports[0], ports[2]);
        c.awaitView(others, ports[0], ports[2]);
        a.awaitLine(before, "flood over");
        a.tell("send 127.0.0.1:" + ports[2] + " dry again");
        a.awaitLine(before, "from 127.0.0.1:" + ports[2] + " echo dry again");

        int both = b.count();
        int again = a.count();
        b.signal("CONT");
        a.awaitView(again, ports);
        b.awaitView(both, ports);
        b.signal("STOP");
        a.tell("flood 127.0.0.1:" + ports[1]);
        a.tell("close");
        a.awaitLine(again, "closed, leaving []");
        a.awaitEnd();
    }

    @Test
    void leavesNoThreadAndEndsTheJvm() throws Exception {
        int[] ports = TestMember.freePorts(2);
        MemberJvm a = member(ports[0], PATIENT, ports);
        a.awaitView(0, ports[0]);
        MemberJvm b = member(ports[1], PATIENT, ports);
        b.awaitView(0, ports);

        a.tell("close");
        a.awaitLine(0, "closed, leaving []");
        a.awaitEnd();
        b.awaitView(0, ports[1]);
        assertThat(a.lines())
                .as("no word of the engine")
                .allMatch(line -> line.matches("\\d+ (open|view|from|closed).*"));
    }

    @Test
    void talksWithAMemberOnAnotherJdk() throws Exception {
        Optional<Path> other = OtherJdk.find();
        assumeTrue(other.isPresent(), "There is no JDK of another release: set JAVA17_HOME or JAVA25_HOME");
        int[] ports = TestMember.freePorts(2);
        MemberJvm a = member(ports[0], PATIENT, ports);
        a.awaitView(0, ports[0]);
        MemberJvm b = MemberJvm.member(other.get(), ports[1], PATIENT, ports);
        started.add(b);
        a.awaitView(0, ports);
        b.awaitView(0, ports);

        a.tell("send 127.0.0.1:" + ports[1] + " hello");
        a.awaitLine(0, "from 127.0.0.1:" + ports[1] + " echo hello");
    }
}

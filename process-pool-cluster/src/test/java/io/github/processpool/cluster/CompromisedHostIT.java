package io.github.processpool.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import io.github.processpool.MemberLostException;
import io.github.processpool.PayloadTooLargeException;
import io.github.processpool.Placement;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.ResultSerializationException;
import io.github.processpool.TaskOptions;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Answer;
import io.github.processpool.cluster.internal.protocol.FrameWriter;
import io.github.processpool.cluster.testing.Mark;
import io.github.processpool.cluster.testing.MemberJvm;
import io.github.processpool.cluster.testing.Members;
import io.github.processpool.cluster.testing.ScriptedHosts;
import io.github.processpool.cluster.testing.Work;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.codec.Definitions;
import io.github.processpool.internal.wire.codec.JavaCodec;
import io.github.processpool.internal.wire.handle.Sharing;
import io.github.processpool.internal.wire.message.FailureKind;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import io.github.processpool.internal.wire.message.Report;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Acceptance 31: a real pool, whose own worker is busy, so that its tasks go to hosts that answer what they like. */
@Timeout(120)
class CompromisedHostIT {

    private static final AtomicInteger MADE = new AtomicInteger();

    /** What the submitter's filter does not let in. */
    static class Forbidden implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) {
            MADE.incrementAndGet();
        }
    }

    static class ForbiddenException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Forbidden inside = new Forbidden();
    }

    /** Writes as a worker over there, that has no filter for what it sends. */
    private final Codec codec = new JavaCodec(
            new DefinitionTable(),
            new Definitions(CompromisedHostIT.class.getClassLoader()),
            "",
            1 << 20,
            Sharing.NOTHING);

    @RegisterExtension
    final Members members = Members.ofTheTest();

    private final ScriptedHosts hosts = new ScriptedHosts("one", "other");
    private ProcessPoolCluster cluster;
    private ProcessPoolExecutor pool;
    private Mark released = new Mark("");

    @BeforeEach
    void openPool() throws Exception {
        cluster = ProcessPoolCluster.builder().name("it").transport(hosts).start();
        pool = cluster.join(
                Members.pool(1).maxPayload(1 << 20).resultFilter("!" + Forbidden.class.getName()),
                ClusterPoolOptions.defaults());
        Mark started = members.mark();
        Mark go = members.mark();
        released = go;
        pool.with(TaskOptions.builder().placement(Placement.HERE).build()).submit(() -> Work.runUntil(started, go));
        started.await(1);
    }

    @AfterEach
    void closePool() {
        released.raise();
        cluster.close();
        pool.close();
    }

    /** Submits a task, and waits until one of the hosts has it. */
    private ProcessFuture<Object> submitAway() {
        MemberJvm.await("room")
                .until(() -> cluster.snapshot().members().stream()
                        .flatMap(member -> member.pools().stream())
                        .anyMatch(share -> share.creditsHeld() > 0));
        ProcessFuture<Object> future = pool.submit(() -> "never run");
        MemberJvm.await("its host").until(() -> future.member().isPresent());
        return future;
    }

    private MemberAddress hostOf(ProcessFuture<?> future) {
        return hosts.host(future.member().orElseThrow().equals("one") ? 0 : 1);
    }

    private MemberAddress strangerTo(ProcessFuture<?> future) {
        return hosts.host(future.member().orElseThrow().equals("one") ? 1 : 0);
    }

    private static <T extends Throwable> T failure(ProcessFuture<?> future, Class<T> type) {
        ExecutionException e = catchThrowableOfType(ExecutionException.class, () -> future.get(60, TimeUnit.SECONDS));
        assertThat(e).hasCauseInstanceOf(type);
        return type.cast(e.getCause());
    }

    private static Report report() {
        return new Report(0, 0, 500, 100, Report.Fitness.FIT, false, Optional.empty());
    }

    private static Answer answer(long ticket, Message message) {
        return new Answer("it", ticket, new GuestAnswer(new GuestAnswer.Answered(message, 1), 4711, 0, 1000), 1);
    }

    private static Answer answer(long ticket, Payload payload) {
        return answer(ticket, new Message.Result(report(), payload));
    }

    @Test
    void compromisedHostMeetsTheResultFilter() {
        ProcessFuture<Object> returned = submitAway();
        MemberAddress host = hostOf(returned);
        hosts.say(host, answer(hosts.awaitTask(host).ticket(), codec.writeAlone(new Forbidden())));
        assertThat(failure(returned, ResultSerializationException.class))
                .hasRootCauseInstanceOf(java.io.InvalidClassException.class)
                .hasStackTraceContaining("REJECTED");
        assertThat(MADE).hasValue(0);
    }

    @Test
    void exceptionOfACompromisedHostMeetsTheResultFilterToo() throws Exception {
        ProcessFuture<Object> future = submitAway();
        MemberAddress host = hostOf(future);
        ForbiddenException thrown = new ForbiddenException();
        hosts.say(
                host,
                answer(
                        hosts.awaitTask(host).ticket(),
                        new Message.Failure(
                                report(),
                                FailureKind.THREW,
                                RemoteProblem.of(thrown),
                                codec.writeThrowableAlone(thrown))));
        assertThat(failure(future, Throwable.class)).hasMessageContaining(ForbiddenException.class.getName());
        assertThat(MADE).hasValue(0);
    }

    /** In parts, so that no more than its length is there: nothing is allocated for it, and its task has an answer. */
    @Test
    void lengthOfTwoGigabytesIsTheTasksOwn() {
        ProcessFuture<Object> future = submitAway();
        MemberAddress host = hostOf(future);
        long ticket = hosts.awaitTask(host).ticket();
        FrameWriter writer = new FrameWriter();
        writer.writeHead(hosts.session(host), answer(ticket, Payload.raw(new byte[1])), 1);
        int end = writer.size();
        writer.writePart(hosts.session(host), 1, 0, 0);
        ByteBuffer frames = writer.slice(0, end);
        frames.putInt(end - Long.BYTES - Integer.BYTES, Integer.MAX_VALUE);

        assertThat(allocatedBySaying(host, frames)).isLessThan(1 << 20);

        assertThat(failure(future, PayloadTooLargeException.class))
                .hasMessageContaining("2147483647 bytes")
                .hasMessageContaining("maxPayload");
        assertThat(cluster.snapshot().members())
                .hasSize(2)
                .allMatch(member -> member.state().equals("OPEN"));
    }

    /** With nothing behind it, or more than an int can say: that is no frame, and the session is over. */
    @Test
    void lengthThatIsNotThereEndsTheSession() {
        for (int length : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            ProcessFuture<Object> future = submitAway();
            MemberAddress host = hostOf(future);
            long ticket = hosts.awaitTask(host).ticket();
            long session = hosts.session(host);
            FrameWriter writer = new FrameWriter();
            writer.write(session, answer(ticket, Payload.raw(new byte[1])));
            int end = writer.size();
            ByteBuffer frame = writer.slice(0, end);
            frame.putInt(end - 1 - Integer.BYTES, length);

            assertThat(allocatedBySaying(host, frame)).isLessThan(1 << 20);

            failure(future, MemberLostException.class);
            MemberJvm.await("another session").until(() -> hosts.session(host) != session);
        }
    }

    /** How many bytes this thread, which is one of the transport, allocates while the member takes a message. */
    private long allocatedBySaying(MemberAddress host, ByteBuffer message) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(self);
        hosts.say(host, message);
        return threads.getThreadAllocatedBytes(self) - before;
    }

    @Test
    void resultOfAForeignTaskChangesNothing() throws Exception {
        ProcessFuture<Object> future = submitAway();
        MemberAddress host = hostOf(future);
        long ticket = hosts.awaitTask(host).ticket();
        Payload foreign = codec.writeValue("foreign").payload();

        // By a member that was never sent it, as what was never sent, and in a session that is not this one.
        hosts.say(strangerTo(future), answer(ticket, foreign));
        hosts.say(host, answer(ticket + 1, foreign));
        FrameWriter writer = new FrameWriter();
        writer.write(hosts.session(host) + 1, answer(ticket, foreign));
        hosts.say(host, writer.slice(0, writer.size()));
        assertThat(future).isNotDone();

        hosts.say(host, answer(ticket, codec.writeValue("its own").payload()));
        hosts.say(host, answer(ticket, foreign));
        assertThat(future.get(60, TimeUnit.SECONDS)).isEqualTo("its own");
        ProcessFuture<Object> next = submitAway();
        host = hostOf(next);
        hosts.say(host, answer(ticket, foreign));
        hosts.say(
                host,
                answer(
                        hosts.awaitTask(host).ticket(),
                        codec.writeValue("the next").payload()));
        assertThat(next.get(60, TimeUnit.SECONDS)).isEqualTo("the next");
        assertThat(cluster.snapshot().members())
                .hasSize(2)
                .allMatch(member -> member.state().equals("OPEN"));
        assertThat(hosts.goodbyes()).isZero();
    }
}

package io.github.processpool.internal.parent.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.ExitReason;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.life.WorkerEnvironment.Audience;
import io.github.processpool.internal.parent.log.EventLog;
import io.github.processpool.internal.parent.log.LogOrigin;
import io.github.processpool.internal.parent.log.OutputLog;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.process.WorkerAccount;
import io.github.processpool.internal.parent.sharing.CallReception;
import io.github.processpool.internal.parent.sharing.SharedObjects;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.Definitions;
import io.github.processpool.internal.wire.message.FailureKind;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.Began;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.Message.Stop;
import io.github.processpool.internal.wire.message.Message.ThreadDump;
import io.github.processpool.internal.wire.message.MessageChannel;
import io.github.processpool.internal.wire.message.OutputMark;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.ProtocolException;
import io.github.processpool.internal.wire.message.RemoteProblem;
import io.github.processpool.internal.wire.message.Report;
import io.github.processpool.internal.wire.message.Report.Fitness;
import io.github.processpool.internal.wire.message.Side;
import io.github.processpool.internal.wire.page.Scoreboard;
import io.github.processpool.testing.CapturedLog;
import io.github.processpool.testing.FakeWorker;
import io.github.processpool.testing.ManualTimer;
import io.github.processpool.testing.TestSettings;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results that come together are handed on together, everything in the order in which it came. */
class ReplyReaderTest {

    private static final int LARGEST = 1 << 20;

    @TempDir
    Path folder;

    private final PoolContext pool = new TestSettings().context(new ManualTimer());
    private final List<String> heard = new ArrayList<>();
    /** The ticket of an answer that was not asked for; hearing of it is refused. */
    private long notAsked = -1;

    private CallReception calls;
    private FakeWorker worker;
    private WorkerSession session;
    private ReplyReader reader;

    @BeforeEach
    void makeReader() {
        calls = new CallReception(new SharedObjects("test"), LARGEST, pool.lock(), Thread::new);
        worker = FakeWorker.make(new ManualTimer(), folder);
        session = session();
        reader = new ReplyReader(
                worker.handle(), session, audience(), calls.callsOf(worker.link(), session.codec(), session.account()));
    }

    // -- Who listens --

    private final class Listener implements AnswerEvents {

        @Override
        public boolean onResults(WorkerHandle from, WorkerSession in, List<Result> results) {
            List<Long> tickets =
                    results.stream().map(result -> result.report().ticket()).toList();
            heard.add("results " + tickets);
            return !tickets.contains(notAsked);
        }

        @Override
        public boolean onFailure(WorkerHandle from, WorkerSession in, Failure failure) {
            heard.add("failure " + failure.report().ticket());
            return failure.report().ticket() != notAsked;
        }

        @Override
        public void onBegan(WorkerHandle from) {
            heard.add("began");
        }

        @Override
        public void onBatchEnd(WorkerHandle from) {
            heard.add("end");
        }

        @Override
        public void onThreadDump(WorkerHandle from, long ticket, String dump) {
            heard.add("dump " + ticket);
        }

        @Override
        public LogOrigin runningTask(WorkerHandle from, long afterTicket) {
            return LogOrigin.NONE;
        }

        @Override
        public LogOrigin sentTask(WorkerHandle from, long ticket) {
            return LogOrigin.NONE;
        }
    }

    private Audience audience() {
        return new Audience(unused(WorkerEvents.class), new Listener(), (from, answer) -> {}, unused(LifeWatch.class));
    }

    private static <T> T unused(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, a) -> {
            throw new UnsupportedOperationException(method.getName());
        }));
    }

    private WorkerSession session() {
        OutputMark mark = new OutputMark("word");
        return new WorkerSession(
                WorkerAccount.of(worker.link(), LARGEST),
                mark,
                new Definitions(getClass().getClassLoader()),
                unused(Codec.class),
                new OutputLog("test", worker.link(), mark, ticket -> LogOrigin.NONE),
                new EventLog("test", worker.link(), ticket -> LogOrigin.NONE, Thread::new),
                new InitializerFailure(new InitializerFailure.Readings(Thread::new)));
    }

    // -- What comes --

    private static Report report(long ticket) {
        return new Report(ticket, 1, 1000, 1000, Fitness.FIT, false, Optional.empty());
    }

    private static Result result(long ticket) {
        return new Result(report(ticket), new Payload(Payload.Form.RAW, new byte[1], 1));
    }

    private static Failure failure(long ticket) {
        return new Failure(report(ticket), FailureKind.THREW, new RemoteProblem("a", "no", "at"), Payload.NONE);
    }

    private void read(Message... messages) throws ProtocolException {
        for (Message message : messages) {
            reader.onMessage(message);
        }
        reader.deliver();
    }

    @Test
    void resultsThatFollowOneAnotherAreHandedOnTogetherAtTheEnd() throws Exception {
        reader.onMessage(result(1));
        reader.onMessage(result(2));
        reader.onMessage(result(3));
        assertThat(heard).isEmpty();

        reader.deliver();
        reader.deliver();

        assertThat(heard).containsExactly("results [1, 2, 3]");
    }

    @Test
    void whateverComesBetweenIsHeardBetween() throws Exception {
        read(result(1), result(2), failure(3), result(4), new ThreadDump(5, "at"), new Began(5), result(5), result(6));

        assertThat(heard)
                .containsExactly("results [1, 2]", "failure 3", "results [4]", "dump 5", "began", "results [5, 6]");
    }

    @Test
    void noMoreAreKeptThanAWorkerCanHaveBeenSent() throws Exception {
        int most = Scoreboard.ENTRIES;

        read(IntStream.rangeClosed(1, most + 1)
                .mapToObj(ReplyReaderTest::result)
                .toArray(Message[]::new));

        assertThat(heard).hasSize(2).last().isEqualTo("results [" + (most + 1) + "]");
    }

    @Test
    void whatIsNoAnswerToAParentIsAnErrorAndTheResultsBeforeItCount() {
        assertThatThrownBy(() -> read(result(1), result(2), new Stop()))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("Stop");

        assertThat(heard).containsExactly("results [1, 2]");
    }

    @Test
    void resultsThatWereNotAskedForAreAnErrorAndAreNotHandedOnAgain() throws Exception {
        notAsked = 2;
        assertThatThrownBy(() -> read(result(1), result(2), failure(3)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("not asked");

        reader.deliver();

        assertThat(heard).containsExactly("results [1, 2]");
    }

    // -- In one read of a channel --

    /** All frames are in the socket before the first is read, so that they come in one read. */
    private void readFromChannel(Message... messages) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            MessageChannel ours = new MessageChannel(SocketChannel.open(address), LARGEST, Side.PARENT);
            MessageChannel workers = new MessageChannel(server.accept(), LARGEST, Side.WORKER);
            try (ours;
                    workers) {
                List.of(messages).forEach(workers::post);
                workers.flush();
                workers.close();
                loop().read(ours);
            }
        }
    }

    private ReplyLoop loop() {
        WorkerEnvironment.Starting none = null;
        WorkerEnvironment.Reading reading = new WorkerEnvironment.Reading(
                definitions -> session.codec(),
                getClass().getClassLoader(),
                calls,
                Thread::new,
                new InitializerFailure.Readings(Thread::new));
        return new ReplyLoop(worker.handle(), session, new WorkerEnvironment(pool, none, reading, audience()));
    }

    @Test
    void resultsOfOneReadAreHandedOnTogetherBeforeItsEnd() throws Exception {
        readFromChannel(result(1), result(2), result(3));

        assertThat(heard).startsWith("results [1, 2, 3]", "end");
        assertThat(worker.wasKilled()).isFalse();
    }

    @Test
    void resultsBeforeWhatCanNotBeUnderstoodAreHandedOnAndTheWorkerIsKilled() throws Exception {
        try (CapturedLog log = CapturedLog.of(ReplyLoop.class.getName())) {
            readFromChannel(result(1), result(2), new Stop(), result(3));

            assertThat(log.messages()).singleElement().asString().contains("can't be understood");
        }
        assertThat(heard).containsExactly("results [1, 2]");
        assertThat(worker.wasKilled()).isTrue();
        assertThat(worker.link().exitReason()).isEqualTo(ExitReason.PROTOCOL_ERROR);
    }
}

package io.github.processpool.internal.parent.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.ExitReason;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.process.WorkerAccount;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.codec.Definitions;
import io.github.processpool.internal.wire.codec.JavaCodec;
import io.github.processpool.internal.wire.handle.SharedHandle;
import io.github.processpool.internal.wire.handle.SharedProxy;
import io.github.processpool.internal.wire.handle.Sharing;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.Call;
import io.github.processpool.internal.wire.message.Message.CallFailure;
import io.github.processpool.internal.wire.message.Message.CallInterrupt;
import io.github.processpool.internal.wire.message.Message.CallResult;
import io.github.processpool.internal.wire.message.Message.CallTaken;
import io.github.processpool.internal.wire.message.Message.CallerEnded;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The calls of one worker that is a script: their answers, and elements that it never got. */
@Timeout(60)
class CallerLoopTest {

    private static final long CALLER = 7;

    private final BlockingQueue<Message> sent = new LinkedBlockingQueue<>();
    private final DefinitionTable table = new DefinitionTable();
    private final WorkerLink worker = new WorkerLink(1, 0, table);
    private final Codec codec = new JavaCodec(
            table, new Definitions(CallerLoopTest.class.getClassLoader()), "java.lang.*;!*", 1 << 20, Sharing.NOTHING);
    private final SharedObjects objects = new SharedObjects("it");
    private final CallerThreads threads = new CallerThreads(Thread::new);
    private final WorkerAccount account = WorkerAccount.of(worker, 1 << 20);
    private final CallAnswers answers = new CallAnswers(worker, codec, new PoolLock(), account) {
        @Override
        void post(Message message) {
            sent.add(message);
        }
    };
    private final WorkerCalls calls = new WorkerCalls(answers, codec, objects, threads, 1000);
    private long lastCall;

    /** Blocks as long as the test likes. */
    interface Gate {

        int pass() throws InterruptedException;
    }

    @AfterEach
    void end() {
        calls.end();
        threads.giveUp();
    }

    @SuppressWarnings("unchecked")
    private <T> SharedHandle share(BlockingQueue<T> queue) throws Exception {
        return handle(objects.share(BlockingQueue.class, queue));
    }

    private static SharedHandle handle(Object proxy) throws Exception {
        return (SharedHandle) ((SharedProxy) proxy).writeReplace();
    }

    private static String signature(Class<?> type, String method, Class<?>... parameters) throws Exception {
        return SharedHandle.signature(type.getMethod(method, parameters));
    }

    private long call(SharedHandle target, String method, @Nullable Object... arguments) throws Exception {
        return callFrom(CALLER, target, method, arguments);
    }

    private long callFrom(long caller, SharedHandle target, String method, @Nullable Object... arguments)
            throws Exception {
        long id = ++lastCall;
        calls.onMessage(new Call(
                id,
                caller,
                target.pool(),
                target.id(),
                method,
                codec.writeValues(arguments).payload()));
        return id;
    }

    private long take(SharedHandle queue) throws Exception {
        return call(queue, signature(BlockingQueue.class, "take"));
    }

    private void confirm(long call, boolean taken) throws Exception {
        calls.onMessage(new CallTaken(CALLER, call, taken));
    }

    private CallResult result() throws InterruptedException {
        return (CallResult) Objects.requireNonNull(sent.poll(30, TimeUnit.SECONDS));
    }

    private CallFailure failure() throws InterruptedException {
        return (CallFailure) Objects.requireNonNull(sent.poll(30, TimeUnit.SECONDS));
    }

    private @Nullable Object value(CallResult result) throws Exception {
        return codec.readValues(result.value())[0];
    }

    // -- Answers --

    @Test
    void aCallIsAnsweredWithTheValueOfTheTarget() throws Exception {
        SharedHandle queue = share(new LinkedBlockingQueue<>(List.of("a")));

        long size = call(queue, signature(BlockingQueue.class, "size"));

        CallResult result = result();
        assertThat(result.id()).isEqualTo(size);
        assertThat(result.confirm()).as("nothing was taken").isFalse();
        assertThat(value(result)).isEqualTo(1);
    }

    @Test
    void anExceptionOfTheTargetIsTheAnswer() throws Exception {
        SharedHandle queue = share(new ArrayBlockingQueue<>(1));

        call(queue, signature(BlockingQueue.class, "remove"));

        assertThat(failure().problem().className()).isEqualTo("java.util.NoSuchElementException");
    }

    @Test
    void callsOfOneThreadAreMadeByOneThread() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        SharedHandle shared = handle(objects.share(Lock.class, lock));
        long locked = call(shared, signature(Lock.class, "lock"));
        assertThat(result().confirm()).isTrue();
        confirm(locked, true);

        call(shared, signature(Lock.class, "unlock"));

        result();
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void callsThatFindNoObjectOrMethodAreRefused() throws Exception {
        SharedHandle queue = share(new LinkedBlockingQueue<>());

        call(new SharedHandle(queue.pool(), queue.id() + 1, queue.type()), "size()");
        assertThat(failure().problem().message()).contains("pool 'it' has not given out such an object");
        call(queue, "finalize()");
        assertThat(failure().problem().message()).contains("has no such method");
        call(queue, signature(BlockingQueue.class, "size"), "too", "many");
        assertThat(failure().problem().message()).contains("does not fit");
    }

    @Test
    void aValueThatCantBeWrittenIsGivenBackAndTheFailureSaysWhy() throws Exception {
        BlockingQueue<Object> queue = new LinkedBlockingQueue<>(List.of(new Object()));

        take(share(queue));

        assertThat(failure().problem().message()).contains("take").contains("can't be sent to the worker");
        assertThat(queue).hasSize(1);
    }

    private Call sizeOf(SharedHandle queue) throws Exception {
        return new Call(
                1,
                CALLER,
                queue.pool(),
                queue.id(),
                signature(BlockingQueue.class, "size"),
                codec.writeValues(new Object[0]).payload());
    }

    @Test
    void aCallThatCantBeAnsweredCostsTheWorker() throws Exception {
        CallAnswers broken = new CallAnswers(worker, codec, new PoolLock(), account) {
            @Override
            void post(Message message) {
                throw new OutOfMemoryError("not really");
            }
        };
        SharedHandle queue = share(new LinkedBlockingQueue<>());
        WorkerCalls other = new WorkerCalls(broken, codec, objects, threads, 1000);
        other.onMessage(sizeOf(queue));

        await().until(() -> worker.exitReason() == ExitReason.PROTOCOL_ERROR);
        other.end();
    }

    // -- Limits --

    @Test
    void aThreadThatMakesTwoCallsAtOnceBreaksTheProtocol() throws Exception {
        SharedHandle queue = share(new LinkedBlockingQueue<>());
        take(queue);

        assertThatThrownBy(() -> take(queue)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void anAnswerThatWasNotGivenCantBeTaken() {
        assertThatThrownBy(() -> confirm(1, true)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void theThreadThatIsOneTooManyIsRefused() throws Exception {
        SharedHandle queue = share(new LinkedBlockingQueue<>());
        for (int i = 0; i < WorkerCalls.MOST_CALLERS; i++) {
            callFrom(100 + i, queue, signature(BlockingQueue.class, "take"));
        }

        take(queue);

        assertThat(failure().problem().message()).contains("already 64 threads");
    }

    @Test
    void argumentsThatTogetherAreTooLongAreRefused() throws Exception {
        BlockingQueue<String> full = new ArrayBlockingQueue<>(1);
        full.put("there");
        SharedHandle queue = share(full);
        callFrom(1, queue, signature(BlockingQueue.class, "put", Object.class), "x".repeat(600));

        callFrom(2, queue, signature(BlockingQueue.class, "put", Object.class), "y".repeat(600));

        assertThat(failure().problem().message()).contains("maxPayload, 1000, together");
        assertThat(full.take()).isEqualTo("there");
        result();
        assertThat(full.take()).startsWith("x");
    }

    // -- Interrupts --

    @Test
    void anInterruptReachesTheCallThatBlocksAndIsUsedUp() throws Exception {
        long call = take(share(new LinkedBlockingQueue<>()));

        calls.onMessage(new CallInterrupt(CALLER, call));

        CallFailure failure = failure();
        assertThat(failure.problem().className()).isEqualTo("java.lang.InterruptedException");
        assertThat(failure.interruptUsed()).isTrue();
    }

    @Test
    void anInterruptThatACallDoesNotUseDoesNotReachTheNext() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch hold = new CountDownLatch(1);
        SharedHandle gate = handle(objects.share(Gate.class, () -> {
            entered.countDown();
            while (hold.getCount() > 0) {
                Thread.onSpinWait();
            }
            return 1;
        }));
        long call = call(gate, signature(Gate.class, "pass"));
        entered.await();
        calls.onMessage(new CallInterrupt(CALLER, call));
        hold.countDown();
        assertThat(result().interruptUsed()).isFalse();

        long take = take(share(new LinkedBlockingQueue<>(List.of("a"))));

        assertThat(result().id()).isEqualTo(take);
    }

    @Test
    void anInterruptOfAnEarlierCallIsTooLate() throws Exception {
        SharedHandle queue = share(new LinkedBlockingQueue<>());
        long size = call(queue, signature(BlockingQueue.class, "size"));
        result();
        take(queue);

        calls.onMessage(new CallInterrupt(CALLER, size));

        assertThat(sent).isEmpty();
    }

    // -- Elements that nobody has received --

    @Test
    void aConfirmedElementIsTheWorkers() throws Exception {
        BlockingQueue<String> queue = new LinkedBlockingDeque<>(List.of("a"));
        long take = take(share(queue));
        assertThat(result().confirm()).isTrue();

        confirm(take, true);
        end();

        await().until(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(this::isCalling));
        assertThat(queue).isEmpty();
    }

    private boolean isCalling(Thread thread) {
        return List.of(thread.getStackTrace()).toString().contains("CallerLoop.run");
    }

    @Test
    void anElementThatWasNotConfirmedGoesBackToTheHeadAtTheEnd() throws Exception {
        BlockingQueue<String> queue = new LinkedBlockingDeque<>(List.of("a", "b"));
        take(share(queue));
        result();
        assertThat(queue).containsExactly("b");

        calls.onMessage(new CallerEnded(CALLER));

        await().until(() -> queue.size() == 2);
        assertThat(queue).containsExactly("a", "b");
    }

    @Test
    void anElementThatTheWorkerCouldNotReadGoesBackBeforeItsNextCall() throws Exception {
        BlockingQueue<String> queue = new LinkedBlockingDeque<>(List.of("a", "b"));
        SharedHandle shared = share(queue);
        long take = take(shared);
        result();

        confirm(take, false);
        take(shared);

        assertThat(value(result())).isEqualTo("a");
    }

    @Test
    void anElementWithoutRoomWaitsForItAndHoldsUpNoCall() throws Exception {
        BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
        SharedHandle shared = share(queue);
        queue.put("a");
        long take = take(shared);
        result();
        queue.put("b");
        confirm(take, false);

        call(shared, signature(BlockingQueue.class, "size"));

        assertThat(value(result())).isEqualTo(1);
        assertThat(queue.take()).isEqualTo("b");
        assertThat(queue.poll(30, TimeUnit.SECONDS)).isEqualTo("a");
    }

    @Test
    void anElementThatIsTakenForACallerWhoHasEndedGoesBackUnsent() throws Exception {
        BlockingQueue<String> target = new LinkedBlockingDeque<>(List.of("a", "b")) {
            private static final long serialVersionUID = 1L;

            @Override
            public String take() throws InterruptedException {
                String taken = super.take();
                calls.end();
                return taken;
            }
        };

        take(share(target));

        await().until(() -> target.size() == 2);
        assertThat(target).containsExactly("a", "b");
        assertThat(sent).isEmpty();
    }

    // -- The end --

    @Test
    void theEndOfAPoolInterruptsCallsThatBlockAndForgetsItsObjects() throws Exception {
        SharedHandle queue = share(new LinkedBlockingQueue<>());
        take(queue);

        objects.clear();
        threads.giveUp();

        await().until(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(this::isCalling));
        long late = callFrom(8, queue, "size()");
        CallFailure failure = failure();
        while (failure.id() != late) {
            failure = failure(); // The call that was interrupted may have been answered before its caller gave up.
        }
        assertThat(failure.problem().message()).contains("or has ended");
    }

    /** Its frames were popped, and no handler of ours has run: the worker's thread would wait without end. */
    @Test
    void aCallWhoseThreadGotLostEndsTheWorkerAndLeavesNothingBehind() throws Exception {
        List<Thread> made = new CopyOnWriteArrayList<>();
        CallerThreads losing = new CallerThreads(action -> {
            Thread thread = new Thread(made.isEmpty() ? () -> {} : action);
            made.add(thread);
            return thread;
        });
        SharedHandle queue = share(new LinkedBlockingQueue<>(List.of("a")));
        WorkerCalls others = new WorkerCalls(answers, codec, objects, losing, 1000);
        others.onMessage(sizeOf(queue));
        made.get(0).join();
        assertThat(worker.exitReason()).isNull();

        losing.mend();
        made.get(1).join();

        assertThat(worker.exitReason()).isNotNull();
        others.end();
        assertThat(losing.leftBehind()).isZero();
    }

    @Test
    void aLostCallIsLookedAfterAgainIfThereCouldBeNoThreadForThat() throws Exception {
        List<Thread> made = new CopyOnWriteArrayList<>();
        CallerThreads losing = new CallerThreads(action -> {
            int number = made.size();
            Thread thread = new Thread(number == 0 ? () -> {} : action) {
                @Override
                public synchronized void start() {
                    if (number == 1) {
                        throw new OutOfMemoryError("not really");
                    }
                    super.start();
                }
            };
            made.add(thread);
            return thread;
        });
        WorkerCalls others = new WorkerCalls(answers, codec, objects, losing, 1000);
        others.onMessage(sizeOf(share(new LinkedBlockingQueue<>(List.of("a")))));
        made.get(0).join();
        assertThatThrownBy(losing::mend).isInstanceOf(OutOfMemoryError.class);
        assertThat(worker.exitReason()).isNull();

        losing.mend();
        made.get(2).join();

        assertThat(worker.exitReason()).isNotNull();
        others.end();
        assertThat(losing.leftBehind()).isZero();
    }
}

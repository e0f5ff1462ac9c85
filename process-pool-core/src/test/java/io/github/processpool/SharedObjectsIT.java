package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.processpool.internal.wire.handle.SharedHandle;
import io.github.processpool.internal.wire.handle.SharedProxy;
import io.github.processpool.testing.Failures;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Signals;
import io.github.processpool.testing.Tasks;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The promise: an object of the parent can be called by tasks, by its interface only, and nothing taken from it is lost. */
class SharedObjectsIT {

    private static final int END = -1;

    @RegisterExtension
    final Pools pools = new Pools();

    // -- What is shared --

    /** The user's own interface. */
    interface Counter {

        int add(int amount);

        default int addTwice(int amount) {
            add(amount);
            return add(amount);
        }
    }

    /** An event as Python's Manager has it. */
    interface Event {

        void set();

        void await() throws InterruptedException;
    }

    static final class CountingCounter implements Counter {

        private final AtomicInteger sum = new AtomicInteger();

        @Override
        public int add(int amount) {
            return sum.addAndGet(amount);
        }

        /** Of the class only. */
        public int reset() {
            return sum.getAndSet(0);
        }
    }

    static final class LatchEvent implements Event {

        private final CountDownLatch latch = new CountDownLatch(1);

        @Override
        public void set() {
            latch.countDown();
        }

        @Override
        public void await() throws InterruptedException {
            latch.await();
        }
    }

    @SuppressWarnings("unchecked") // An interface's class knows no type arguments.
    private static <T> BlockingQueue<T> share(ProcessPoolExecutor pool, BlockingQueue<T> queue) {
        return pool.share(BlockingQueue.class, queue);
    }

    private static <T> T get(ProcessFuture<T> future) throws Exception {
        return future.get(Pools.LIMIT.toSeconds() * 4, TimeUnit.SECONDS);
    }

    private static Throwable failureOf(ProcessFuture<?> future) {
        return catchThrowableOfType(
                        ExecutionException.class, () -> future.get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .getCause();
    }

    // -- Queues --

    @Test
    void aQueueBetweenParentAndFourWorkersLosesAndDuplicatesNothing() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(4));
        BlockingQueue<Integer> toWorkers = share(pool, new ArrayBlockingQueue<>(100));
        BlockingQueue<Integer> toParent = share(pool, new ArrayBlockingQueue<>(100));
        List<ProcessFuture<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int first = 5_000 + i * 2_500;
            tasks.add(pool.submit(() -> produce(toParent, first, 2_500)));
            tasks.add(pool.submit(() -> forward(toWorkers, toParent)));
        }
        Thread producer = new Thread(() -> produceInParent(toWorkers));
        producer.start();

        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            Integer element = toParent.poll(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(seen.add(element)).as("%s comes once", element).isTrue();
        }

        producer.join();
        int forwarded = 0;
        for (ProcessFuture<Integer> task : tasks) {
            forwarded += get(task);
        }
        assertThat(forwarded).isEqualTo(10_000);
        assertThat(toParent).isEmpty();
        assertThat(toWorkers).isEmpty();
        assertThat(Collections.max(seen)).isEqualTo(9_999);
    }

    private static int produce(BlockingQueue<Integer> queue, int first, int count) throws InterruptedException {
        for (int i = first; i < first + count; i++) {
            queue.put(i);
        }
        return count;
    }

    private static void produceInParent(BlockingQueue<Integer> queue) {
        try {
            produce(queue, 0, 5_000);
            queue.put(END);
            queue.put(END);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int forward(BlockingQueue<Integer> from, BlockingQueue<Integer> to) throws InterruptedException {
        int count = 0;
        for (int element = from.take(); element != END; element = from.take()) {
            to.put(element);
            count++;
        }
        return count;
    }

    @Test
    void partialResultsComeThroughASharedQueue() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        BlockingQueue<String> results = share(pool, new LinkedBlockingQueue<>());
        Flag goOn = pools.flag();

        ProcessFuture<Integer> task = pool.submit(() -> {
            results.put("first");
            goOn.awaitInTask();
            results.put("second");
            return 2;
        });

        assertThat(results.poll(30, TimeUnit.SECONDS)).isEqualTo("first");
        assertThat(task).isNotDone();
        goOn.raise();
        assertThat(results.poll(30, TimeUnit.SECONDS)).isEqualTo("second");
        assertThat(get(task)).isEqualTo(2);
    }

    @Test
    void drainToInATaskFillsTheTasksOwnCollection() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        BlockingQueue<Integer> queue = share(pool, new LinkedBlockingQueue<>(List.of(1, 2, 3)));

        assertThat(get(pool.submit(() -> drain(queue, 2)))).containsExactly(1, 2);
        assertThat(queue).containsExactly(3);
    }

    private static List<Integer> drain(BlockingQueue<Integer> queue, int most) {
        List<Integer> drained = new ArrayList<>();
        queue.drainTo(drained, most);
        return drained;
    }

    // -- A worker dies --

    @Test
    void aWorkerKilledInABlockedTakeSwallowsNoElement() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        Watched queue = new Watched();
        BlockingQueue<Integer> shared = share(pool, queue);
        ProcessFuture<Integer> victim = pool.submit(() -> shared.take());
        await().until(() -> queue.takers.get() == 1);

        Signals.send("KILL", victim.workerPid().orElseThrow());
        Failures.failureOf(victim, WorkerCrashedException.class);
        await("the call to be interrupted").until(() -> queue.takers.get() == 0);
        queue.put(7);

        assertThat(get(pool.submit(() -> shared.take()))).isEqualTo(7);
        assertThat(queue).isEmpty();
    }

    /** The parent's take() returns when its worker is dead already. */
    @Test
    void anElementThatWasTakenForADeadWorkerGoesBackToTheHead() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        Watched queue = new Watched();
        queue.hold = new CountDownLatch(1);
        BlockingQueue<Integer> shared = share(pool, queue);
        ProcessFuture<Integer> victim = pool.submit(() -> shared.take());
        await().until(() -> queue.takers.get() == 1);
        queue.put(7);
        queue.put(8);
        await("the take of the first").until(() -> queue.size() == 1);

        Signals.send("KILL", victim.workerPid().orElseThrow());
        Failures.failureOf(victim, WorkerCrashedException.class);
        queue.hold.countDown();

        await("the first to be back").until(() -> queue.size() == 2);
        assertThat(queue).containsExactly(7, 8);
    }

    /** The answer lies in the socket of a worker that never reads it. */
    @Test
    void anElementThatADyingWorkerHasNotReadGoesBack() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1));
        Watched queue = new Watched();
        BlockingQueue<Integer> shared = share(pool, queue);
        ProcessFuture<Integer> victim = pool.submit(() -> shared.take());
        await().until(() -> queue.takers.get() == 1);
        long pid = victim.workerPid().orElseThrow();
        Signals.stop(pid);
        queue.put(7);
        await("the take to return").until(() -> queue.takers.get() == 0);

        Signals.send("KILL", pid);
        Failures.failureOf(victim, WorkerCrashedException.class);

        await("the element to be back").until(() -> queue.size() == 1);
        assertThat(get(pool.submit(() -> shared.take()))).isEqualTo(7);
    }

    /** What a killed task had received is its loss: no more than one element each, and nothing comes twice. */
    @Test
    void killsAtRandomMomentsLoseOnlyWhatATaskHadReceivedAndDuplicateNothing() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(2));
        Watched queue = new Watched();
        BlockingQueue<Integer> shared = share(pool, queue);
        BlockingQueue<Integer> received = new LinkedBlockingQueue<>();
        BlockingQueue<Integer> sharedReceived = share(pool, received);
        int rounds = 30;
        int elements = 0;
        for (int round = 0; round < rounds; round++) {
            ProcessFuture<Integer> victim = pool.submit(() -> forward(shared, sharedReceived));
            await().until(() -> queue.takers.get() == 1);
            long pid = victim.workerPid().orElseThrow();
            Process kill = new ProcessBuilder("kill", "-9", String.valueOf(pid)).start();
            // The element comes a little before or after the end of the worker, each round a little later; at last
            // surely after.
            long until = System.nanoTime() + round * 100_000L;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            if (round == rounds - 1) {
                await("the worker to be dead").until(() -> !Signals.isRunning(pid));
            }
            queue.put(elements++);
            kill.waitFor();
            Failures.failureOf(victim, WorkerCrashedException.class);
            await("the call to end").until(() -> queue.takers.get() == 0);
        }
        // All that has been given back is in the queue when the threads that call for workers have ended.
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().contains("-shared-")));
        List<Integer> left = new ArrayList<>(queue);
        List<Integer> all = new ArrayList<>(received);
        all.addAll(left);

        assertThat(all).doesNotHaveDuplicates();
        // Handed over and confirmed, but the task was killed before it could pass it on.
        int lostWithTheirTask = queue.taken.get() - queue.returned.get() - received.size();
        assertThat(all.size() + lostWithTheirTask).isEqualTo(elements);
        assertThat(lostWithTheirTask).isBetween(0, rounds);
        assertThat(left).as("nobody was there to receive the last one").contains(elements - 1);
    }

    /** Counts what happens to it; shared by the parent with its own class. */
    static final class Watched extends LinkedBlockingDeque<Integer> {

        private static final long serialVersionUID = 1L;

        final AtomicInteger takers = new AtomicInteger();
        final AtomicInteger taken = new AtomicInteger();
        final AtomicInteger returned = new AtomicInteger();
        final AtomicInteger interrupts = new AtomicInteger();
        /** Keeps a take from returning, interrupted or not. */
        transient volatile CountDownLatch hold = new CountDownLatch(0);

        @Override
        public Integer take() throws InterruptedException {
            takers.incrementAndGet();
            try {
                Integer element = super.take();
                taken.incrementAndGet();
                awaitRelease();
                return element;
            } finally {
                takers.decrementAndGet();
            }
        }

        /** Taken is taken, whatever interrupts come; they stay pending. */
        private void awaitRelease() {
            boolean interrupted = false;
            for (boolean held = true; held; ) {
                try {
                    hold.await();
                    held = false;
                } catch (InterruptedException e) {
                    interrupted = true;
                    interrupts.incrementAndGet();
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public boolean offerFirst(Integer element) {
            returned.incrementAndGet();
            return super.offerFirst(element);
        }
    }

    @Test
    void anElementGoesBackToAFullQueueWhenThereIsRoom() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1));
        BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
        BlockingQueue<Integer> shared = share(pool, queue);
        Flag started = pools.flag();
        ProcessFuture<Integer> victim = pool.submit(() -> {
            started.raise();
            return shared.take();
        });
        started.await();
        awaitSharedCall();
        long pid = victim.workerPid().orElseThrow();
        Signals.stop(pid);
        queue.put(1);
        queue.put(2); // Waits until the first was taken.
        Signals.send("KILL", pid);
        Failures.failureOf(victim, WorkerCrashedException.class);

        assertThat(queue.poll(30, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(queue.poll(30, TimeUnit.SECONDS)).isEqualTo(1);
    }

    private static void awaitSharedCall() {
        await("a call that blocks")
                .until(() -> Thread.getAllStackTraces().entrySet().stream()
                        .anyMatch(entry -> entry.getKey().getName().startsWith("process-pool-it-shared-")
                                && entry.getKey().getState() == Thread.State.WAITING
                                && List.of(entry.getValue()).toString().contains("ArrayBlockingQueue.take")));
    }

    @Test
    void aWorkerThatDiesWhileItWaitsForALockDoesNotGetItLater() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        ReentrantLock lock = new ReentrantLock();
        Lock shared = pool.share(Lock.class, lock);
        lock.lock();
        ProcessFuture<Void> victim = pool.submit(() -> shared.lock());
        await().until(lock::hasQueuedThreads);

        Signals.send("KILL", victim.workerPid().orElseThrow());
        Failures.failureOf(victim, WorkerCrashedException.class);
        lock.unlock();

        await("the lock to be free").until(() -> !lock.isLocked() && !lock.hasQueuedThreads());
    }

    // -- Other interfaces --

    @Test
    void aMapIsOneForAllTasks() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        Map<String, Integer> map = new ConcurrentHashMap<>();
        Map<String, Integer> shared = pool.<Map<String, Integer>>share(mapType(), map);
        List<ProcessFuture<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            tasks.add(pool.submit(() -> shared.merge("sum", 1, (SerializableSum) Integer::sum)));
        }
        for (ProcessFuture<Integer> task : tasks) {
            get(task);
        }

        assertThat(map).containsExactly(Map.entry("sum", 100));
        assertThat(get(pool.submit(() -> new HashMap<>(Map.of("size", shared.size())))))
                .containsEntry("size", 1);
    }

    @SuppressWarnings("unchecked")
    private static Class<Map<String, Integer>> mapType() {
        return (Class<Map<String, Integer>>) (Class<?>) Map.class;
    }

    interface SerializableSum extends BinaryOperator<Integer>, Serializable {}

    @Test
    void aLockIsHeldAndReleasedByThreadsOfWorkers() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        ReentrantLock lock = new ReentrantLock();
        Lock shared = pool.share(Lock.class, lock);
        int[] unguarded = new int[1];
        Counter counter = pool.share(Counter.class, amount -> unguarded[0] += amount);
        List<ProcessFuture<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            tasks.add(pool.submit(() -> addUnderLock(shared, counter, 50)));
        }
        for (ProcessFuture<Integer> task : tasks) {
            get(task);
        }

        assertThat(unguarded[0]).isEqualTo(200);
        assertThat(lock.isLocked()).isFalse();
    }

    private static int addUnderLock(Lock lock, Counter counter, int times) {
        for (int i = 0; i < times; i++) {
            lock.lock();
            try {
                counter.add(1);
            } finally {
                lock.unlock();
            }
        }
        return times;
    }

    @Test
    void anEventAndACounterOfTheUsersOwnWork() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        Event event = pool.share(Event.class, new LatchEvent());
        Counter counter = pool.share(Counter.class, new CountingCounter());
        ProcessFuture<Integer> waiting = pool.submit(() -> {
            event.await();
            return counter.addTwice(5);
        });

        assertThat(get(pool.submit(() -> counter.add(100)))).isEqualTo(100);
        assertThat(waiting).isNotDone();
        event.set();

        assertThat(get(waiting)).isEqualTo(110);
    }

    @Test
    void callsOfThreadsThatATaskLeavesBehindGoOn() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        BlockingQueue<Integer> queue = share(pool, new LinkedBlockingQueue<>());
        Flag goOn = pools.flag();

        get(pool.submit(() -> leaveThreadsBehind(queue, goOn, 3)));
        goOn.raise();

        assertThat(List.of(queue.take(), queue.take(), queue.take())).containsExactlyInAnyOrder(0, 1, 2);
        await("their threads in the parent to end").until(() -> sharedThreads() == 0);
    }

    private static int leaveThreadsBehind(BlockingQueue<Integer> queue, Flag goOn, int count) {
        for (int i = 0; i < count; i++) {
            int number = i;
            new Thread(() -> {
                        try {
                            goOn.awaitInTask();
                            queue.put(number);
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .start();
        }
        return count;
    }

    private static long sharedThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("process-pool-it-shared-"))
                .count();
    }

    @Test
    void refusesTheThreadThatIsOneTooMany() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1));
        Event event = pool.share(Event.class, new LatchEvent());
        ProcessFuture<String> task = pool.submit(() -> callWithThreads(event, 65));

        assertThat(get(task)).contains("SharedCallRefusedException").contains("already 64 threads");
        event.set();
    }

    @Test
    void refusesTheCallWhoseArgumentIsTooMuchBesideThoseOfOthers() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).maxPayload(1 << 20));
        BlockingQueue<byte[]> full = share(pool, new ArrayBlockingQueue<>(1));
        full.put(new byte[0]);

        String refusal = get(pool.submit(() -> putFromTwoThreads(full, 600_000)));

        assertThat(refusal).contains("SharedCallRefusedException").contains("maxPayload, 1048576, together");
        assertThat(full.take()).isEmpty();
        assertThat(full.take()).hasSize(600_000);
    }

    /** Both wait for room; returns what the call says that fails. */
    private static String putFromTwoThreads(BlockingQueue<byte[]> full, int length) throws InterruptedException {
        BlockingQueue<String> failures = new LinkedBlockingQueue<>();
        for (int i = 0; i < 2; i++) {
            Thread thread = new Thread(() -> {
                try {
                    full.put(new byte[length]);
                } catch (Exception e) {
                    failures.add(e.toString());
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        return Objects.requireNonNull(failures.poll(60, TimeUnit.SECONDS));
    }

    @Test
    void threadsThatHaveEndedDoNotCount() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1));
        BlockingQueue<Integer> queue = share(pool, new LinkedBlockingQueue<>());

        assertThat(get(pool.submit(() -> addFromThreadsInTurn(queue, 100)))).isEqualTo(100);
        assertThat(queue).hasSize(100);
    }

    private static int addFromThreadsInTurn(BlockingQueue<Integer> queue, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            int number = i;
            Thread thread = new Thread(() -> queue.add(number));
            thread.start();
            thread.join();
        }
        return count;
    }

    /** Returns what the first call says that fails. */
    private static String callWithThreads(Event event, int count) throws InterruptedException {
        BlockingQueue<String> failures = new LinkedBlockingQueue<>();
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(() -> {
                try {
                    event.await();
                } catch (Exception e) {
                    failures.add(e.toString());
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        return Objects.requireNonNull(failures.poll(60, TimeUnit.SECONDS));
    }

    // -- Proxies on their way --

    @Test
    void aProxyIsItselfInTheParentAgain() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        Counter counter = pool.share(Counter.class, new CountingCounter());
        BlockingQueue<Object> queue = share(pool, new LinkedBlockingQueue<>());

        Object back = get(pool.submit(() -> counter));
        assertThat(back).isSameAs(counter);
        get(pool.submit(() -> queue.add(List.of(counter))));
        assertThat((List<?>) queue.take()).first().isSameAs(counter);
    }

    @Test
    void proxiesInsideAGraphWorkAndAreEqualByWhatTheyStandFor() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        CountingCounter target = new CountingCounter();
        Counter counter = pool.share(Counter.class, target);
        Counter other = pool.share(Counter.class, new CountingCounter());
        List<Counter> list = new ArrayList<>(List.of(counter, other, counter));

        String words = get(pool.submit(SharedObjectsIT::addToAll, list));

        assertThat(target.add(0)).isEqualTo(2);
        assertThat(words).contains("2 different").contains("shared SharedObjectsIT$Counter #1 of the parent");
        assertThat(counter).isNotEqualTo(other).hasToString("shared SharedObjectsIT$Counter #1 of pool 'it'");
    }

    private static String addToAll(List<Counter> counters) {
        counters.forEach(counter -> counter.add(1));
        return new HashSet<>(counters).size() + " different, the first is " + counters.get(0);
    }

    // -- What is refused --

    @Test
    void sharesInterfacesOnly() {
        ProcessPoolExecutor pool = pools.open();

        assertThatThrownBy(() -> pool.share(CountingCounter.class, new CountingCounter()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(CountingCounter.class.getName())
                .hasMessageContaining("Only an interface");
        assertThatThrownBy(() -> shareUnchecked(pool, Counter.class, "text"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String")
                .hasMessageContaining("Counter");
        assertThatThrownBy(() -> shareUnchecked(pool, null, "text")).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> shareUnchecked(pool, Counter.class, null)).isInstanceOf(NullPointerException.class);
    }

    @SuppressWarnings({"unchecked", "rawtypes", "NullAway"})
    private static void shareUnchecked(ProcessPoolExecutor pool, Class type, Object target) {
        pool.share(type, target);
    }

    @Test
    void refusesAHandleOfAnotherPoolAtSubmit() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        ProcessPoolExecutor other = pools.open(builder -> builder.name("other"));
        Counter counter = pool.share(Counter.class, new CountingCounter());
        other.share(Counter.class, new CountingCounter());

        assertThatThrownBy(() -> other.submit(() -> counter.add(1)))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("was not given out by pool 'other'");
        assertThatThrownBy(() -> other.submit(Tasks::echo, List.of(counter)))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("was not given out by pool 'other'");
        assertThat(other.snapshot().queuedTasks()).isZero();
    }

    @Test
    void refusesWhatItHasNotGivenOutWhenACallArrives() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        Counter counter = pool.share(Counter.class, new CountingCounter());

        for (int variant = 0; variant < 2; variant++) {
            int what = variant;
            assertThat(failureOf(pool.submit(() -> callForged(counter, what))))
                    .isInstanceOf(SharedCallRefusedException.class)
                    .hasMessageContaining("pool 'it' has not given out such an object");
        }
    }

    /** Does what a compromised worker would: uses the way of a real proxy with a handle that it has made up. */
    private static int callForged(Counter counter, int variant) throws Exception {
        SharedHandle real = (SharedHandle) ((SharedProxy) counter).writeReplace();
        SharedHandle forged = variant == 0
                ? new SharedHandle(real.pool(), real.id() + 1, real.type())
                : new SharedHandle(real.pool() + 1, real.id(), real.type());
        Object answer = calls(counter, forged, Counter.class.getMethod("add", int.class), 1);
        return (int) answer;
    }

    /** Reaches through the proxy to what makes the calls. */
    private static Object calls(Counter counter, SharedHandle handle, Method method, Object... arguments)
            throws Exception {
        SharedProxy.Handler handler = (SharedProxy.Handler) Proxy.getInvocationHandler(counter);
        Object route = handler.route();
        Object view = null;
        for (Field field : route.getClass().getDeclaredFields()) {
            field.setAccessible(true);
            Object value = field.get(route);
            view = value != null && value.getClass().getSimpleName().equals("SharedView") ? value : view;
        }
        Field callsField = Objects.requireNonNull(view).getClass().getDeclaredField("calls");
        callsField.setAccessible(true);
        Object calls = callsField.get(view);
        Method call = calls.getClass().getDeclaredMethod("call", SharedHandle.class, Method.class, Object[].class);
        call.setAccessible(true);
        try {
            return call.invoke(calls, handle, method, arguments);
        } catch (InvocationTargetException e) {
            throw (Exception) e.getCause();
        }
    }

    @Test
    void refusesMethodsOutsideTheInterface() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        CountingCounter target = new CountingCounter();
        Counter counter = pool.share(Counter.class, target);
        target.add(5);

        Throwable failure = failureOf(pool.submit(() -> callReset(counter)));

        assertThat(failure)
                .isInstanceOf(SharedCallRefusedException.class)
                .hasMessageContaining("reset()")
                .hasMessageContaining("Counter")
                .hasMessageContaining("no such method");
        assertThat(target.add(0)).isEqualTo(5);
        Throwable wrong = failureOf(pool.submit(() -> callWithWrongArguments(counter)));
        assertThat(wrong).isInstanceOf(SharedCallRefusedException.class).hasMessageContaining("does not fit");
    }

    private static int callReset(Counter counter) throws Exception {
        SharedHandle handle = (SharedHandle) ((SharedProxy) counter).writeReplace();
        return (int) calls(counter, handle, CountingCounter.class.getMethod("reset"));
    }

    private static int callWithWrongArguments(Counter counter) throws Exception {
        SharedHandle handle = (SharedHandle) ((SharedProxy) counter).writeReplace();
        return (int) calls(counter, handle, Counter.class.getMethod("add", int.class), "text", "text");
    }

    @Test
    void theResultFilterHoldsForArgumentsOfCalls() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.resultFilter("java.lang.*;!*"));
        BlockingQueue<Object> queue = share(pool, new LinkedBlockingQueue<>());

        // The filter rejects the refusal as well, but not its words.
        assertThat(failureOf(pool.submit(() -> queue.add(new HashMap<>(Map.of(1, 2))))))
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining(SharedCallRefusedException.class.getName())
                .hasMessageContaining("allow it with resultFilter");
        assertThat(queue).isEmpty();
        assertThat(get(pool.submit(() -> queue.add("text")))).isTrue();
        Object back = get(pool.submit(() -> queue));
        assertThat(back).isSameAs(queue);
    }

    @Test
    void whatTheParameterFilterRejectsStaysInTheQueue() throws Exception {
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.parameterFilter("io.github.processpool.*;java.lang.*;!*"));
        LinkedBlockingDeque<Object> target = new LinkedBlockingDeque<>();
        BlockingQueue<Object> queue = share(pool, target);
        target.add(new HashMap<>(Map.of(1, 2)));
        target.add("text");

        assertThat(failureOf(pool.submit(() -> queue.poll())))
                .isInstanceOf(SharedCallRefusedException.class)
                .hasMessageContaining("parameterFilter");
        await("it to be back at the head").until(() -> target.size() == 2 && target.peek() instanceof Map);
    }

    /** Full again as soon as something is taken from it. */
    static final class Refilling extends ArrayBlockingQueue<Object> {

        private static final long serialVersionUID = 1L;

        private boolean refilled;

        Refilling() {
            super(1);
        }

        @Override
        public synchronized @Nullable Object poll() {
            Object element = super.poll();
            if (!refilled) {
                refilled = true;
                add("text");
            }
            return element;
        }
    }

    /** Its only consumer needs the same thread of the parent to make room. */
    @Test
    void whatIsRejectedWaitsForRoomWithoutHoldingUpTheNextCall() throws Exception {
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.maxWorkers(1).parameterFilter("io.github.processpool.*;java.lang.*;!*"));
        BlockingQueue<Object> target = new Refilling();
        BlockingQueue<Object> queue = share(pool, target);
        target.add(new HashMap<>(Map.of(1, 2)));

        assertThat(get(pool.submit(() -> pollTwice(queue)))).isEqualTo("refused, then text");
        await("it to be back").until(() -> target.peek() instanceof Map);
    }

    private static String pollTwice(BlockingQueue<Object> queue) {
        try {
            return "got " + queue.poll();
        } catch (SharedCallRefusedException e) {
            return "refused, then " + queue.poll();
        }
    }

    /** Knows one class and no other. */
    record OnlyLists() implements PayloadSerializer {

        private static final long serialVersionUID = 1L;

        @Override
        public void write(Object value, OutputStream target) throws IOException {
            if (!(value instanceof List<?> list)) {
                throw new IOException("no list");
            }
            target.write(list.size());
        }

        @Override
        public Object read(InputStream source) throws IOException {
            return Collections.nCopies(source.read(), "element");
        }
    }

    @Test
    void aSerializerIsNotShownTheCountsFlagsAndUnitsOfCalls() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.serializer(new OnlyLists()));
        BlockingQueue<Object> queue = share(pool, new LinkedBlockingQueue<>());

        assertThat(get(pool.submit(() -> offerPollAndCount(queue)))).hasSize(3);
        assertThat(queue).containsExactly(List.of("element"));
    }

    private static List<String> offerPollAndCount(BlockingQueue<Object> queue) throws InterruptedException {
        queue.offer("text", 1, TimeUnit.SECONDS);
        Object text = queue.poll(1, TimeUnit.SECONDS);
        queue.add(List.of("one"));
        return List.of(String.valueOf(text), String.valueOf(queue.size()), "element");
    }

    @Test
    void aSharedPoolThatIsShutDownSharesNothing() {
        ProcessPoolExecutor pool = pools.open();
        pool.shutdown();

        assertThatThrownBy(() -> pool.share(Counter.class, new CountingCounter()))
                .isInstanceOf(PoolShutdownException.class)
                .hasMessageContaining("'it'");
    }

    // -- Failures of calls --

    /** Throws in its own ways. */
    interface Thrower {

        int fail(String how) throws IOException;
    }

    private static int fail(String how) throws IOException {
        switch (how) {
            case "checked" -> throw new IOException("no disk", new IllegalStateException("cause"));
            case "unserializable" -> throw new Unserializable();
            default -> throw new AssertionError(how);
        }
    }

    static final class Unserializable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @SuppressWarnings({"unused", "serial"})
        private final Object field = new Object();

        Unserializable() {
            super("can't travel");
        }
    }

    @Test
    void anExceptionOfTheTargetArrivesAsItIs() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        Thrower thrower = pool.share(Thrower.class, SharedObjectsIT::fail);

        assertThat(failureOf(pool.submit(() -> thrower.fail("checked"))))
                .isInstanceOf(IOException.class)
                .hasMessage("no disk")
                .hasRootCauseMessage("cause")
                .hasStackTraceContaining("SharedObjectsIT.fail");
        assertThat(failureOf(pool.submit(() -> thrower.fail("error")))).isInstanceOf(AssertionError.class);
        assertThat(failureOf(pool.submit(() -> thrower.fail("unserializable"))))
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("can't travel")
                .hasMessageContaining(Unserializable.class.getName());
        assertThatThrownBy(() -> thrower.fail("checked")).isInstanceOf(IOException.class);
    }

    @Test
    void aResultThatCantBeSentSaysWhy() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        BlockingQueue<Object> queue = share(pool, new LinkedBlockingDeque<>(List.of(new Object())));

        assertThat(failureOf(pool.submit(() -> queue.iterator().hasNext())))
                .isInstanceOf(ResultSerializationException.class)
                .hasMessageContaining("iterator")
                .hasMessageContaining("not serializable");
        assertThat(failureOf(pool.submit(() -> queue.poll()))).isInstanceOf(ResultSerializationException.class);
        assertThat(queue).as("what could not be sent was not taken").hasSize(1);
    }

    /** Fails with an Error while it is written, and while the reason is looked for. */
    static final class ErrorWhenWritten implements Serializable {

        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) {
            throw new AssertionError("not to be written");
        }
    }

    @Test
    void anErrorWhileAResultIsWrittenFailsTheCallAndLosesNothing() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1));
        BlockingQueue<Object> queue = share(pool, new LinkedBlockingDeque<>(List.of(new ErrorWhenWritten())));

        assertThat(failureOf(pool.submit(() -> queue.poll())))
                .isInstanceOf(ResultSerializationException.class)
                .hasMessageContaining("poll");
        assertThat(queue).as("what could not be sent was not taken").hasSize(1);
        assertThat(get(pool.submit(() -> queue.size()))).isEqualTo(1);
    }

    @Test
    void anArgumentOverTheLimitIsRefusedInTheWorker() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxPayload(1 << 20));
        BlockingQueue<byte[]> queue = share(pool, new LinkedBlockingQueue<>());

        assertThat(failureOf(pool.submit(() -> queue.add(new byte[2 << 20]))))
                .isInstanceOf(PayloadTooLargeException.class)
                .hasMessageContaining("maxPayload");
        assertThat(failureOf(pool.submit(() -> queue.add(null)))).isInstanceOf(NullPointerException.class);
        assertThat(get(pool.submit(() -> queue.add(new byte[1 << 19])))).isTrue();
    }

    // -- Blocking, interrupts, the end --

    @Test
    void aCallThatBlocksHoldsUpNothingElse() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        Event event = pool.share(Event.class, new LatchEvent());
        Counter counter = pool.share(Counter.class, new CountingCounter());
        ProcessFuture<Integer> blocked = pool.submit(() -> {
            Thread inner = new Thread(() -> counter.add(1));
            inner.start();
            inner.join();
            event.await();
            return 1;
        });

        for (int i = 0; i < 20; i++) {
            assertThat(get(pool.submit(() -> Tasks.add(1, 2)))).isEqualTo(3);
        }
        await().until(() -> counter.add(0) == 1);
        assertThat(blocked).isNotDone();
        event.set();
        assertThat(get(blocked)).isEqualTo(1);
    }

    @Test
    void cancelInterruptsATaskThatBlocksInTake() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).gracePeriod(Pools.LIMIT));
        Watched queue = new Watched();
        BlockingQueue<Integer> shared = share(pool, queue);
        Journal journal = pools.journal();
        ProcessFuture<Integer> task = pool.submit(() -> takeAndTell(shared, journal));
        await().until(() -> queue.takers.get() == 1);
        long pid = task.workerPid().orElseThrow();

        task.cancel(true);

        assertThatThrownBy(task::get).isInstanceOf(CancellationException.class);
        assertThat(journal.awaitLines(1)).containsExactly("InterruptedException false");
        queue.put(1);
        assertThat(get(pool.submit(() -> shared.take()))).isEqualTo(1);
        assertThat(get(pool.submit(() -> Tasks.pid()))).as("the worker lives").isEqualTo(pid);
    }

    private static int takeAndTell(BlockingQueue<Integer> queue, Journal journal) throws InterruptedException {
        try {
            int taken = queue.take();
            journal.write("took " + taken + " " + Thread.currentThread().isInterrupted());
            return taken;
        } catch (InterruptedException e) {
            journal.write("InterruptedException " + Thread.currentThread().isInterrupted());
            throw e;
        }
    }

    @Test
    void anInterruptIsUsedByACallThatKnowsItAndLeftPendingByOthers() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        BlockingQueue<Integer> shared = share(pool, new LinkedBlockingQueue<>());

        Throwable failure = failureOf(pool.submit(() -> interruptSelfAndTake(shared)));

        assertThat(failure).isInstanceOf(InterruptedException.class);
        assertThat(get(pool.submit(() -> interruptSelfAndCount(shared)))).isEqualTo("0 true");
    }

    /** The interrupt meets a take that has an element already. */
    @Test
    void whatATakeReturnsInSpiteOfAnInterruptIsNotLost() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).gracePeriod(Pools.LIMIT));
        Watched queue = new Watched();
        queue.hold = new CountDownLatch(1);
        BlockingQueue<Integer> shared = share(pool, queue);
        Journal journal = pools.journal();
        ProcessFuture<Integer> task = pool.submit(() -> takeAndTell(shared, journal));
        queue.put(5);
        await().until(() -> queue.taken.get() == 1);

        task.cancel(true);
        await("the call to be interrupted").until(() -> queue.interrupts.get() == 1);
        queue.hold.countDown();

        assertThat(journal.awaitLines(1)).containsExactly("took 5 true");
    }

    private static int interruptSelfAndTake(BlockingQueue<Integer> queue) throws InterruptedException {
        Thread.currentThread().interrupt();
        return queue.take();
    }

    /** A method that knows no interrupts leaves them pending. */
    private static String interruptSelfAndCount(BlockingQueue<Integer> queue) {
        Thread.currentThread().interrupt();
        int size = queue.size();
        return size + " " + Thread.interrupted();
    }

    @Test
    void shutdownNowEndsCallsThatBlock() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.gracePeriod(Duration.ofSeconds(20)));
        Event event = pool.share(Event.class, new LatchEvent());
        Flag started = pools.flag();
        ProcessFuture<Integer> task = pool.submit(() -> {
            started.raise();
            event.await();
            return 1;
        });
        started.await();

        pool.shutdownNow();

        assertThat(pool.awaitTermination(15, TimeUnit.SECONDS)).isTrue();
        assertThat(task).isCancelled();
        await().until(() -> sharedThreads() == 0);
    }

    @Test
    void shutdownLetsATaskThatBlocksInACallFinish() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        BlockingQueue<Integer> queue = share(pool, new LinkedBlockingQueue<>());
        Flag started = pools.flag();
        ProcessFuture<Integer> task = pool.submit(() -> {
            started.raise();
            return queue.take();
        });
        started.await();

        pool.shutdown();
        queue.put(5);

        assertThat(get(task)).isEqualTo(5);
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void everyMethodOfACollectionCanBeCalled() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        Collection<Integer> target = Collections.synchronizedList(new ArrayList<>(List.of(3, 1, 2)));
        Collection<Integer> shared = pool.<Collection<Integer>>share(collectionType(), target);

        List<Integer> copy = get(pool.submit(() -> new ArrayList<>(shared)));

        assertThat(copy).containsExactly(3, 1, 2);
    }

    @SuppressWarnings("unchecked")
    private static Class<Collection<Integer>> collectionType() {
        return (Class<Collection<Integer>>) (Class<?>) Collection.class;
    }
}

package io.github.processpool;

import static io.github.processpool.SharedThings.failureOf;
import static io.github.processpool.SharedThings.get;
import static io.github.processpool.SharedThings.share;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.SharedThings.Counter;
import io.github.processpool.SharedThings.CountingCounter;
import io.github.processpool.internal.wire.handle.SharedHandle;
import io.github.processpool.internal.wire.handle.SharedProxy;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Handles, methods and values that a shared object, or its pool, refuses. */
@Timeout(120)
class SharedRefusalIT {

    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void sharesInterfacesOnly() {
        ProcessPoolExecutor pool = pools.sharedWorker();

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
        ProcessPoolExecutor pool = pools.sharedWorker();
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
        ProcessPoolExecutor pool = pools.sharedWorker();
        Counter counter = pool.share(Counter.class, new CountingCounter());

        for (int variant = 0; variant < 2; variant++) {
            int what = variant;
            assertThat(failureOf(pool.submit(() -> callForged(counter, what))))
                    .isInstanceOf(SharedCallRefusedException.class)
                    .hasMessageContaining("pool 'shared' has not given out such an object");
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
        ProcessPoolExecutor pool = pools.sharedWorker();
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
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).resultFilter("java.lang.*;!*"));
        BlockingQueue<Object> queue = share(pool, new LinkedBlockingQueue<>());

        // The filter rejects the refusal as well, but not its words.
        assertThat(failureOf(pool.submit(() -> queue.add(new HashMap<>(Map.of(1, 2))))))
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining(SharedCallRefusedException.class.getName())
                .hasMessageContaining("rejected by resultFilter");
        assertThat(queue).isEmpty();
        assertThat(get(pool.submit(() -> queue.add("text")))).isTrue();
        Object back = get(pool.submit(() -> queue));
        assertThat(back).isSameAs(queue);
    }

    @Test
    void whatTheParameterFilterRejectsStaysInTheQueue() throws Exception {
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.maxWorkers(1).parameterFilter("io.github.processpool.*;java.lang.*;!*"));
        LinkedBlockingDeque<Object> target = new LinkedBlockingDeque<>();
        BlockingQueue<Object> queue = share(pool, target);
        target.add(new HashMap<>(Map.of(1, 2)));
        target.add("text");

        assertThat(failureOf(pool.submit(() -> queue.poll())))
                .isInstanceOf(SharedCallRefusedException.class)
                .hasMessageContaining("parameterFilter");
        await("it to be back at the head").until(() -> target.size() == 2 && target.peek() instanceof Map);
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
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).serializer(new OnlyLists()));
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
}

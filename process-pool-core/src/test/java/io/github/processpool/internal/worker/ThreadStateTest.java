package io.github.processpool.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class ThreadStateTest {

    /** Runs an action on a thread of its own, and returns what it threw. */
    private static Throwable onAThread(Runnable action) throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(action, "the-runner");
        thread.setUncaughtExceptionHandler((dead, e) -> thrown.set(e));
        thread.start();
        thread.join();
        return thrown.get();
    }

    @Test
    void thatWhichATaskLeavesOnTheThreadIsPutBack() throws InterruptedException {
        assertThat(onAThread(() -> {
                    Thread thread = Thread.currentThread();
                    ClassLoader loader = thread.getContextClassLoader();
                    ThreadState state = new ThreadState();
                    state.remember();
                    thread.setContextClassLoader(null);
                    thread.setName("somebody else");
                    thread.setPriority(Thread.MIN_PRIORITY);
                    MDC.put("order", "4711");

                    state.putBack();

                    assertThat(thread.getContextClassLoader()).isSameAs(loader);
                    assertThat(thread.getName()).isEqualTo("the-runner");
                    assertThat(thread.getPriority()).isEqualTo(Thread.NORM_PRIORITY);
                    assertThat(MDC.get("order")).isNull();
                }))
                .isNull();
    }

    @Test
    void thatWhichTheInitializerHasLeftThereStays() throws InterruptedException {
        assertThat(onAThread(() -> {
                    ThreadState state = new ThreadState();
                    Thread.currentThread().setContextClassLoader(null);
                    MDC.put("region", "north");
                    state.remember();
                    MDC.put("region", "south");
                    MDC.put("order", "4711");

                    state.putBack();

                    assertThat(Thread.currentThread().getContextClassLoader()).isNull();
                    assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("region", "north"));
                }))
                .isNull();
    }
}

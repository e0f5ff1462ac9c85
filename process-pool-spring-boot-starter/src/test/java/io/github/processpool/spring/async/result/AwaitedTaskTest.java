package io.github.processpool.spring.async.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.ProcessFuture;
import io.github.processpool.QueueFullException;
import io.github.processpool.spring.ProcessAsyncResult;
import java.lang.reflect.Method;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.springframework.util.ReflectionUtils;

class AwaitedTaskTest {

    interface Words {

        int length();

        Integer boxed();

        int interruptible() throws InterruptedException;
    }

    @Test
    void nullForAPrimitiveIsRefusedInWords() throws Throwable {
        assertThat(AwaitedTask.await(ProcessAsyncResult.of(null), "Words.boxed", method("boxed")))
                .isNull();
        assertThatThrownBy(() -> AwaitedTask.await(ProcessAsyncResult.of(null), "Words.length", method("length")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Words.length returns int, but null came back");
    }

    @Test
    void exceptionThatKeepsItsStackToItselfIsThrownAsItIs() {
        class Stubborn extends RuntimeException {
            private static final long serialVersionUID = 1L;

            @Override
            public void setStackTrace(StackTraceElement[] frames) {
                throw new UnsupportedOperationException("not mine");
            }
        }
        Stubborn failure = new Stubborn();

        assertThatThrownBy(
                        () -> AwaitedTask.await(ProcessAsyncResult.failed(failure), "Words.length", method("length")))
                .isSameAs(failure);
    }

    @Test
    void interruptWhileItWaitsForRoomIsAnInterruptAsLater() {
        assertThatThrownBy(() -> AwaitedTask.call(
                        AwaitedTaskTest::waitForRoomInVain, "Words.interruptible", method("interruptible")))
                .isInstanceOf(InterruptedException.class)
                .hasCauseInstanceOf(QueueFullException.class);
        assertThat(Thread.interrupted()).isFalse();

        assertThatThrownBy(() -> AwaitedTask.call(AwaitedTaskTest::waitForRoomInVain, "Words.length", method("length")))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private static ProcessFuture<?> waitForRoomInVain() {
        Thread.currentThread().interrupt();
        throw new QueueFullException("Interrupted while waiting for room");
    }

    @Test
    void refusalIsThrownAsItIs() {
        QueueFullException refusal = new QueueFullException("full");

        assertThatThrownBy(() -> AwaitedTask.call(
                        () -> {
                            throw refusal;
                        },
                        "Words.length",
                        method("length")))
                .isSameAs(refusal);
    }

    private static Method method(String name) {
        return ReflectionUtils.findMethod(Words.class, name);
    }
}

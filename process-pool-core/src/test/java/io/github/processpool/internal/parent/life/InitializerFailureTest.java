package io.github.processpool.internal.parent.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.RemoteTaskException;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Reading the exception of an initializer, which is code of the user's. */
class InitializerFailureTest {

    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);

    private Thread thread(Runnable reading) {
        Thread thread = new Thread(reading);
        thread.setDaemon(true);
        threads.add(thread);
        return thread;
    }

    /** A codec that reads nothing but exceptions, and returns when it may. */
    private Codec hanging() {
        return (Codec) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Codec.class}, (proxy, method, arguments) -> {
                    while (true) {
                        try {
                            end.await();
                            return new IllegalStateException("read");
                        } catch (InterruptedException e) {
                            // As code of a user may do.
                        }
                    }
                });
    }

    @Test
    void whileOneReadingHangsTheWordsDo() throws Exception {
        InitializerFailure.Readings readings = new InitializerFailure.Readings(this::thread, 1);
        RemoteProblem problem = new RemoteProblem("a.B", "words", "");

        for (int i = 0; i < 3; i++) {
            assertThat(new InitializerFailure(readings).read(hanging(), problem))
                    .isInstanceOf(RemoteTaskException.class)
                    .hasMessageContaining("words");
            assertThat(threads).hasSize(1);
        }
        end.countDown();
        threads.get(0).join();
        new InitializerFailure(readings).read(hanging(), problem);
        assertThat(threads).hasSize(2);
    }
}

package io.github.processpool.spring.async;

import static io.github.processpool.spring.async.Places.assertInCaller;
import static io.github.processpool.spring.async.Places.assertInWorker;
import static io.github.processpool.spring.async.Places.here;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.Places.OfAnyVisibility;
import io.github.processpool.spring.async.check.InvalidProcessAsyncException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Lazy;

/** Calls that pass no proxy, and beans that have none. */
class CallsWithoutProxyTest {

    private final ApplicationContextRunner application = InProcess.application();

    static class Caller {
        private final Caller self;
        private final OfAnyVisibility other;

        Caller(@Lazy Caller self, OfAnyVisibility other) {
            this.self = self;
            this.other = other;
        }

        CompletableFuture<String> callsItself() {
            return place();
        }

        CompletableFuture<String> callsItsProxy() {
            return self.place();
        }

        @ProcessAsync
        CompletableFuture<String> place() {
            return here();
        }

        @ProcessAsync
        CompletableFuture<String> callsOther() {
            CompletableFuture<String> place = other.ofAll();
            assertThat(place).isDone();
            return place;
        }
    }

    @Test
    void callFromInsideTheSameBeanStaysLocal() {
        application.withBean(OfAnyVisibility.class).withBean(Caller.class).run(context -> {
            Caller bean = context.getBean(Caller.class);

            assertInCaller(bean.callsItself());
            assertInWorker(bean.callsItsProxy());
        });
    }

    /** There is one worker only, so a second task would wait for the first for ever. */
    @Test
    void callInsideAWorkerStaysThere() {
        application
                .withBean(OfAnyVisibility.class)
                .withBean(Caller.class)
                .run(context -> assertInWorker(context.getBean(Caller.class).callsOther()));
    }

    @Test
    void instanceOfATestClassIsLeftAlone() {
        application.run(context -> {
            OfAnyVisibility test = new OfAnyVisibility();

            assertThat(context.getAutowireCapableBeanFactory()
                            .initializeBean(
                                    test,
                                    OfAnyVisibility.class.getName()
                                            + AutowireCapableBeanFactory.ORIGINAL_INSTANCE_SUFFIX))
                    .isSameAs(test);
        });
    }

    @Test
    void beanThatAWorkerCouldNotFindIsRefused() {
        application.run(context -> assertThatThrownBy(
                        () -> context.getAutowireCapableBeanFactory().initializeBean(new OfAnyVisibility(), "nameless"))
                .isInstanceOf(InvalidProcessAsyncException.class)
                .hasMessageContaining("no name by which a worker could find it"));
    }
}

package io.github.processpool.spring.async.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.InProcess;
import io.github.processpool.spring.async.call.AnnotatedMethods;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Calls that pass no proxy are found in the class file, where there is no doubt about them. */
@ExtendWith(OutputCaptureExtension.class)
class SelfCallsTest {

    static class CallsItself {

        void directly() {
            tell("a");
        }

        void inLambda() {
            List.of("a").forEach(text -> tell(text));
        }

        void byReference(List<String> texts) {
            Consumer<String> teller = this::tell;
            texts.forEach(teller);
        }

        void another(int number) {
            tell(number);
        }

        @ProcessAsync
        void inWorker() {
            List.of("a").forEach(text -> tell(text));
            tell("a");
        }

        @ProcessAsync
        void tell(String text) {}

        void tell(int notAnnotated) {}
    }

    static class CallsItsProxy {

        private final CallsItsProxy self;
        private final ObjectProvider<CallsItsProxy> provider;

        CallsItsProxy(CallsItsProxy self, ObjectProvider<CallsItsProxy> provider) {
            this.self = self;
            this.provider = provider;
        }

        void byField() {
            self.tell("a");
        }

        void byProvider() {
            provider.getObject().tell("a");
        }

        void byArgument(CallsItsProxy other) {
            other.tell("a");
        }

        @ProcessAsync
        void tell(String text) {}
    }

    private static List<String> callsIn(Class<?> type) {
        return SelfCalls.in(type, AnnotatedMethods.of(type).keySet());
    }

    @Test
    void callsOnThisAreFound() {
        assertThat(callsIn(CallsItself.class))
                .containsExactlyInAnyOrder("directly calls tell", "inLambda calls tell", "byReference calls tell");
    }

    @Test
    void callsOnAnotherObjectOfTheClassAreNot() {
        assertThat(callsIn(CallsItsProxy.class)).isEmpty();
    }

    @Test
    void oneWarningNamesThem(CapturedOutput output) {
        InProcess.application()
                .withBean(CallsItself.class)
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output)
                .containsOnlyOnce("CallsItself stay in this process, because they do not pass the proxy of the bean: ")
                .contains("directly calls tell");
    }
}

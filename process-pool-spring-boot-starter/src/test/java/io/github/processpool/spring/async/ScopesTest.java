package io.github.processpool.spring.async;

import static io.github.processpool.spring.async.Places.assertInWorker;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.async.Places.OfAnyVisibility;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.support.SimpleThreadScope;

/** Beans with annotated methods that are not made once. */
@ExtendWith(OutputCaptureExtension.class)
class ScopesTest {

    private static ApplicationContextRunner withScope(String scope) {
        return InProcess.application()
                .withInitializer(context -> context.getBeanFactory().registerScope(scope, new SimpleThreadScope()))
                .withBean(
                        "scoped",
                        OfAnyVisibility.class,
                        OfAnyVisibility::new,
                        definition -> definition.setScope(scope));
    }

    @Test
    void scopeThatBelongsToAThreadOrARunEndsTheStart() {
        for (String scope : List.of("step", "job", "thread", "tenant")) {
            withScope(scope)
                    .run(context -> assertThat(context)
                            .getFailure()
                            .hasMessageContaining("'scoped'")
                            .hasMessageContaining(
                                    "it has the scope '" + scope + "', whose beans belong to a thread or a run")
                            .hasMessageContaining("Move its @ProcessAsync methods to a bean without that scope"));
        }
    }

    @Test
    void scopeOfSpringCloudWorks() {
        withScope("refresh")
                .run(context ->
                        assertInWorker(context.getBean(OfAnyVisibility.class).ofAll()));
    }

    @Test
    void prototypeIsMadeAnewInTheWorkerWhichIsSaidOnce(CapturedOutput output) {
        InProcess.application()
                .withBean(
                        "made",
                        OfAnyVisibility.class,
                        OfAnyVisibility::new,
                        definition -> definition.setScope("prototype"))
                .run(context -> {
                    assertInWorker(context.getBean(OfAnyVisibility.class).ofAll());
                    assertInWorker(context.getBean(OfAnyVisibility.class).ofAll());
                });

        assertThat(output.getOut().split("The bean 'made' is a prototype", -1)).hasSize(2);
    }
}

package io.github.processpool.spring.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.async.check.InvalidProcessAsyncFailureAnalyzer;
import java.util.function.Consumer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Assertions on what the analysis of a failed start says about beans with annotated methods. */
final class Analyses {

    private Analyses() {}

    static void assertAnalysis(ApplicationContextRunner application, Consumer<FailureAnalysis> check) {
        application.run(context -> {
            assertThat(context).hasFailed();
            FailureAnalysis analysis = new InvalidProcessAsyncFailureAnalyzer().analyze(context.getStartupFailure());
            assertThat(analysis).as("%s", context.getStartupFailure()).isNotNull();
            check.accept(analysis);
        });
    }

    static void assertProblem(Class<?> bean, String what, String remedy) {
        assertAnalysis(InProcess.application().withBean("subject", bean), analysis -> {
            assertThat(analysis.getDescription())
                    .contains("@ProcessAsync can't work in the bean 'subject' (" + bean.getName() + ")")
                    .contains(what);
            assertThat(analysis.getAction()).contains(remedy);
        });
    }
}

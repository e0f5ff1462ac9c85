package io.github.processpool.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

/** An application that does not start, and the analysis that Spring Boot would print, found as it finds it. */
public final class FailedStart {

    private FailedStart() {}

    public static FailureAnalysis of(ApplicationContextRunner runner) {
        AtomicReference<ConfigurableApplicationContext> source = new AtomicReference<>();
        AtomicReference<FailureAnalysis> analysis = new AtomicReference<>();
        runner.withInitializer(source::set).run(context -> {
            assertThat(context).hasFailed();
            analysis.set(analyze(source.get(), context.getStartupFailure()));
        });
        return analysis.get();
    }

    /** Both parts of it, in one text. */
    public static String wordsOf(ApplicationContextRunner runner) {
        FailureAnalysis analysis = of(runner);
        return analysis.getDescription() + "\n" + analysis.getAction();
    }

    private static FailureAnalysis analyze(ConfigurableApplicationContext context, Throwable failure) {
        ArgumentResolver arguments = ArgumentResolver.of(BeanFactory.class, context.getBeanFactory())
                .and(Environment.class, context.getEnvironment());
        return SpringFactoriesLoader.forDefaultResourceLocation()
                .load(FailureAnalyzer.class, arguments, FailureHandler.handleMessage((message, absent) -> {}))
                .stream()
                .map(analyzer -> analyzer.analyze(failure))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new AssertionError("No analysis", failure));
    }
}

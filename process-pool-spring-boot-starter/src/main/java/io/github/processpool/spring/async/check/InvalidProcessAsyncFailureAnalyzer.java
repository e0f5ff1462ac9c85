package io.github.processpool.spring.async.check;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Passes on what the exception says. */
public final class InvalidProcessAsyncFailureAnalyzer extends AbstractFailureAnalyzer<InvalidProcessAsyncException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidProcessAsyncException cause) {
        return new FailureAnalysis(cause.description(), cause.action(), cause);
    }
}

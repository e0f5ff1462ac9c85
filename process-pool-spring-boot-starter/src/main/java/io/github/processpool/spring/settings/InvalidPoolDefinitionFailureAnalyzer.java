package io.github.processpool.spring.settings;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Passes on what the exception says. */
final class InvalidPoolDefinitionFailureAnalyzer extends AbstractFailureAnalyzer<InvalidPoolDefinitionException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidPoolDefinitionException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
    }
}

package io.github.processpool.spring.version;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Passes on what the exception says. */
final class UnsupportedSpringVersionFailureAnalyzer extends AbstractFailureAnalyzer<UnsupportedSpringVersionException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnsupportedSpringVersionException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
    }
}

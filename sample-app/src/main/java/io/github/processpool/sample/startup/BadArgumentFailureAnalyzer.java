package io.github.processpool.sample.startup;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what is wrong with an argument instead of printing a stack trace. */
final class BadArgumentFailureAnalyzer extends AbstractFailureAnalyzer<BadArgumentException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, BadArgumentException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Give folders or PDF files, or no argument to process the documents that the sample makes for itself.",
                cause);
    }
}

package io.github.processpool.spring.pool;

import io.github.processpool.spring.UnknownProcessPoolException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says how a pool that something asks for comes into being. */
final class UnknownProcessPoolFailureAnalyzer extends AbstractFailureAnalyzer<UnknownProcessPoolException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnknownProcessPoolException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Use one of the names that there are, or define the pool, for example with the property"
                        + " 'process-pool.pools." + cause.name() + ".max-workers'.",
                cause);
    }
}

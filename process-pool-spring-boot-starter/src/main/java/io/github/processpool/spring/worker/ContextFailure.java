package io.github.processpool.spring.worker;

import org.springframework.core.NestedExceptionUtils;

/** A failure to build a context, in one sentence: bean creation failures wrap their cause many times. */
final class ContextFailure {

    private ContextFailure() {}

    static String inWords(Throwable failure) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
        String message = failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage();
        return cause == failure ? message : message + " (" + cause + ")";
    }
}

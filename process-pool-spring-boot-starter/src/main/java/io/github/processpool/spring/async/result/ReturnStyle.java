package io.github.processpool.spring.async.result;

import io.github.processpool.ProcessFuture;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ReactiveAdapterRegistry;

/** What the caller of a method gets, and whether at once. */
public enum ReturnStyle {
    /** Nothing. */
    VOID,
    /** The future of the task. */
    FUTURE,
    /** What submits the task when it is subscribed to. */
    MONO,
    /** The same, with elements that are sent while it runs. */
    FLUX,
    /** The value itself, for which the call waits. */
    VALUE;

    /** Finds that of a method; null of one that returns something else that is there before its value, and so can't travel. */
    public static @Nullable ReturnStyle of(Class<?> returnType) {
        if (returnType == void.class) {
            return VOID;
        } else if (returnType == Future.class
                || returnType == CompletableFuture.class
                || returnType == CompletionStage.class
                || returnType == ProcessFuture.class) {
            return FUTURE;
        }
        if (Monos.isMonoType(returnType)) {
            return MONO;
        } else if (Monos.isFluxType(returnType)) {
            return FLUX;
        }
        return isAsynchronous(returnType) ? null : VALUE;
    }

    /** Of the JDK, or of a library that Spring knows: Reactor, RxJava, Mutiny, Kotlin's coroutines. */
    private static boolean isAsynchronous(Class<?> type) {
        return Future.class.isAssignableFrom(type)
                || CompletionStage.class.isAssignableFrom(type)
                || Flow.Publisher.class.isAssignableFrom(type)
                || ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null;
    }
}

package io.github.processpool.spring.async.result;

import io.github.processpool.ProcessFuture;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** What the caller of a method gets at once. */
public enum ReturnStyle {
    /** Nothing. */
    VOID,
    /** The future of the task. */
    FUTURE,
    /** What submits the task when it is subscribed to. */
    MONO;

    public static @Nullable ReturnStyle of(Class<?> returnType) {
        if (returnType == void.class) {
            return VOID;
        } else if (returnType == Future.class
                || returnType == CompletableFuture.class
                || returnType == CompletionStage.class
                || returnType == ProcessFuture.class) {
            return FUTURE;
        }
        return Monos.isMonoType(returnType) ? MONO : null;
    }
}

package io.github.processpool.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Takes the failure that a future ends with, and says so if it ends otherwise, or not in time. */
public final class Failures {

    private Failures() {}

    public static Throwable failureOf(CompletableFuture<?> future) {
        ExecutionException failure = catchThrowableOfType(
                ExecutionException.class, () -> future.get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS));
        assertThat(failure).as("failure of %s", future).isNotNull();
        return failure.getCause();
    }

    /** The failure, which has to be of this type. */
    public static <X extends Throwable> X failureOf(CompletableFuture<?> future, Class<X> type) {
        Throwable failure = failureOf(future);
        assertThat(failure).isInstanceOf(type);
        return type.cast(failure);
    }
}

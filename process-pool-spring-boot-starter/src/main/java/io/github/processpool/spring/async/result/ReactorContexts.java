package io.github.processpool.spring.async.result;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.function.Supplier;
import org.springframework.util.ClassUtils;
import reactor.util.context.ContextView;

/**
 * Gives a thread what the context of a subscription holds for threads. Everything that needs Micrometer's context propagation,
 * which may be absent: then no context holds anything of that kind. Stateless.
 */
final class ReactorContexts {

    private static final boolean PRESENT = ClassUtils.isPresent(
            "io.micrometer.context.ContextSnapshotFactory", ReactorContexts.class.getClassLoader());

    private ReactorContexts() {}

    /** Whether there is anything for threads in it. */
    static boolean isForThreads(ContextView context) {
        return PRESENT
                && !context.isEmpty()
                && ContextRegistry.getInstance().getThreadLocalAccessors().stream()
                        .anyMatch(accessor -> context.hasKey(accessor.key()));
    }

    /** Does something on this thread while it has what the context holds for threads. */
    static <T> T within(ContextView context, Supplier<T> action) {
        try (ContextSnapshot.Scope scope =
                ContextSnapshotFactory.builder().build().setThreadLocalsFrom(context)) {
            return action.get();
        }
    }
}

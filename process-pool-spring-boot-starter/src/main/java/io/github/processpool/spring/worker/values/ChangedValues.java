package io.github.processpool.spring.worker.values;

import io.github.processpool.spring.worker.name.NamedTypes;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.core.ResolvableType;

/**
 * Has the workers of the application replaced when its properties have changed, or its beans of the scope {@code refresh} are made
 * anew: told by the events of Spring Cloud, which need not be there.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class ChangedValues implements GenericApplicationListener {

    private static final String CHANGED = "org.springframework.cloud.context.environment.EnvironmentChangeEvent";
    private static final String REFRESHED =
            "org.springframework.cloud.context.scope.refresh.RefreshScopeRefreshedEvent";
    /** A refresh is both, on one thread. */
    private static final long ONE_REFRESH_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Runnable recycling;
    /** Volatile: by any thread. */
    private volatile @Nullable Change last;

    private record Change(Thread thread, long nanoTime) {}

    /** Has them replaced by that. */
    public ChangedValues(Runnable recycling) {
        this.recycling = recycling;
    }

    @Override
    public boolean supportsEventType(ResolvableType eventType) {
        Class<?> type = eventType.resolve(Object.class);
        return NamedTypes.isA(type, CHANGED) || NamedTypes.isA(type, REFRESHED);
    }

    @Override
    public void onApplicationEvent(ApplicationEvent event) {
        if (NamedTypes.isA(event.getClass(), REFRESHED)) {
            if (!isPartOfLast()) {
                recycling.run();
            }
            last = null;
        } else if (hasKeys(event)) {
            last = new Change(Thread.currentThread(), System.nanoTime());
            recycling.run();
        }
    }

    private boolean isPartOfLast() {
        Change change = last;
        return change != null
                && change.thread() == Thread.currentThread()
                && System.nanoTime() - change.nanoTime() < ONE_REFRESH_NANOS;
    }

    /** A refresh that has changed nothing says so by having none. */
    private static boolean hasKeys(ApplicationEvent event) {
        BeanWrapper wrapper = PropertyAccessorFactory.forBeanPropertyAccess(event);
        return !(wrapper.isReadableProperty("keys")
                && wrapper.getPropertyValue("keys") instanceof Collection<?> keys
                && keys.isEmpty());
    }
}

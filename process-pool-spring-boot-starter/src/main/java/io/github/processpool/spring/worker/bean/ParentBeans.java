package io.github.processpool.spring.worker.bean;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;

/**
 * The beans of the application in this JVM, for tasks of pools that run in it as well. A task knows its application by a number,
 * because nothing but what can be serialized reaches it. No application is kept alive by this.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class ParentBeans {

    /** Where a task finds this: an attribute of its worker. */
    public static final String KEY = ParentBeans.class.getName();

    private static final Map<Long, WeakReference<ConfigurableBeanFactory>> APPLICATIONS = new ConcurrentHashMap<>();
    private static final AtomicLong LAST = new AtomicLong();

    private final long application;

    private ParentBeans(long application) {
        this.application = application;
    }

    /** Makes an application known; once more for each of its pools. */
    public static long register(ConfigurableBeanFactory beans) {
        APPLICATIONS.values().removeIf(known -> known.get() == null);
        long number = LAST.incrementAndGet();
        APPLICATIONS.put(number, new WeakReference<>(beans));
        return number;
    }

    public static ParentBeans of(long application) {
        return new ParentBeans(application);
    }

    Object bean(String name) {
        WeakReference<ConfigurableBeanFactory> known = APPLICATIONS.get(application);
        @Nullable ConfigurableBeanFactory beans = known == null ? null : known.get();
        if (beans == null) {
            throw new IllegalStateException("The application of the bean '" + name + "' has been closed");
        }
        return beans.getBean(name);
    }
}

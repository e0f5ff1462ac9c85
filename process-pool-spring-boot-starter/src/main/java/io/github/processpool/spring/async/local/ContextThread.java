package io.github.processpool.spring.async.local;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Learns from the application context which thread starts it, and tells each pool, whose calls by that thread would wait for ever. A
 * bean says nothing of that: any thread that needs one while the context starts may be the one that makes it.
 *
 * <p><b>Thread safety:</b> the context's thread writes, before there are beans; any thread reads.
 */
public final class ContextThread implements BeanFactoryPostProcessor {

    /** Weak: a thread that has ended is kept by nobody. */
    private volatile @Nullable WeakReference<Thread> thread;

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
        thread = new WeakReference<>(Thread.currentThread());
    }

    /** The thread that starts the context of these beans; the calling one where that is not known. */
    public static Thread of(BeanFactory beans) {
        ContextThread known = beans.getBeanProvider(ContextThread.class).getIfAvailable();
        WeakReference<Thread> reference = known == null ? null : known.thread;
        Thread starter = reference == null ? null : reference.get();
        return starter == null ? Thread.currentThread() : starter;
    }
}

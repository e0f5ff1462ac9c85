package io.github.processpool.spring.async;

import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Comes after the post-processors that have an order, and so after those that put advice in front of what a proxy has already: has
 * {@link ProcessAsyncBeanPostProcessor} put its own in front of that. Stateless.
 */
public final class AdviceInFront implements BeanPostProcessor {

    private final ProcessAsyncBeanPostProcessor processor;

    /**
     * Creates it.
     *
     * @param processor knows which beans it has advised
     */
    public AdviceInFront(ProcessAsyncBeanPostProcessor processor) {
        this.processor = processor;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        processor.putInFront(bean, beanName);
        return bean;
    }
}

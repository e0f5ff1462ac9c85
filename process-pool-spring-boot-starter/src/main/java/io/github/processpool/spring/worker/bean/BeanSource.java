package io.github.processpool.spring.worker.bean;

/** Has beans by their names. */
@FunctionalInterface
public interface BeanSource {

    /**
     * Returns a bean.
     *
     * @param name its name or an alias
     * @return a bean
     */
    Object bean(String name);
}

package io.github.processpool.spring.worker.leftout;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;

/** There is no such bean in a worker, on purpose. Told apart from one that is missing by nothing but its words. */
public final class LeftOutBeanException extends NoSuchBeanDefinitionException {

    private static final long serialVersionUID = 1L;

    private final String words;

    LeftOutBeanException(String name, String words) {
        super(name);
        this.words = words;
    }

    @Override
    public String getMessage() {
        return words;
    }
}

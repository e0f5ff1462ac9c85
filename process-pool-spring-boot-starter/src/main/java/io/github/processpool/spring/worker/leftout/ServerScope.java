package io.github.processpool.spring.worker.leftout;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.Scope;

/**
 * A scope that only a server has. In a worker its beans can be injected, by proxy, and whoever uses one is told that there is no
 * request. Stateless.
 *
 * @param name the name of the scope
 */
record ServerScope(String name) implements Scope {

    private static final String[] NAMES = {"request", "session", "application", "websocket"};

    /** Those of the framework, which say the same in words of a server. */
    private static final String FRAMEWORK = "org.springframework.web.";

    /** Registers those that are not there, or that need requests. */
    static void registerIn(ConfigurableBeanFactory beans) {
        for (String name : NAMES) {
            Scope known = beans.getRegisteredScope(name);
            if (known == null || known.getClass().getName().startsWith(FRAMEWORK)) {
                beans.registerScope(name, new ServerScope(name));
            }
        }
    }

    /** Spring wraps this in what {@code ObjectProvider.getIfAvailable()} takes for "there is none now". */
    @Override
    public Object get(String beanName, ObjectFactory<?> factory) {
        throw new IllegalStateException(
                "The bean '" + beanName.replaceFirst("^scopedTarget\\.", "") + "' has the scope '" + name
                        + "', and there is none in a worker process, which serves no requests: take what the task needs out of the bean"
                        + " before the call, and pass that");
    }

    @Override
    public @Nullable Object remove(String beanName) {
        return null;
    }

    @Override
    public void registerDestructionCallback(String beanName, Runnable callback) {
        // No bean is ever made.
    }

    @Override
    public @Nullable Object resolveContextualObject(String key) {
        return null;
    }

    @Override
    public @Nullable String getConversationId() {
        return null;
    }
}

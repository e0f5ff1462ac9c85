package io.github.processpool.spring.worker.leftout;

import io.github.processpool.spring.worker.proxy.SameType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopConfigException;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * What a worker leaves out on purpose, with the reasons: {@code WorkerDefinitions} adds it, and {@code WorkerBeanFactory} asks
 * when there is no bean. What injects such a bean gets a stand-in that refuses when it is used, if there can be one; what is
 * optional gets nothing.
 *
 * <p><b>Thread safety:</b> filled by the thread that refreshes the context before any bean is made, then read by any.
 */
public final class LeftOutBeans {

    private static final String BEAN = LeftOutBeans.class.getName();

    /** Why, as a part of a sentence. */
    enum Reason {
        SCHEMA("it creates, migrates or fills a database, which the application does once for all"),
        SERVICE("it has methods run by themselves, which the application does"),
        STARTED("it is started once, by the application, which workers are told of"),
        MEMBERSHIP("the application is a member of the cluster, and they are not"),
        MANAGEMENT("it makes beans known to management, which the application does");

        private final String words;

        Reason(String words) {
            this.words = words;
        }
    }

    /** Unknown is the type of what can't be made without being looked at. */
    private record LeftOut(@Nullable Class<?> type, Reason reason) {}

    private final Map<String, LeftOut> beans = new LinkedHashMap<>();

    void add(String name, @Nullable Class<?> type, Reason reason) {
        beans.put(name, new LeftOut(type, reason));
    }

    void registerIn(ConfigurableListableBeanFactory factory) {
        factory.registerSingleton(BEAN, this);
    }

    /** Those of a context; empty in one that is no worker's, or not so far. */
    public static LeftOutBeans in(ConfigurableListableBeanFactory factory) {
        return factory.getSingleton(BEAN) instanceof LeftOutBeans known ? known : new LeftOutBeans();
    }

    public Set<String> names() {
        return beans.keySet();
    }

    /** Says why there is no bean of that name; null: not because it was left out. */
    public @Nullable LeftOutBeanException absence(String name) {
        LeftOut bean = beans.get(name);
        return bean == null ? null : new LeftOutBeanException(name, words(name, bean));
    }

    /** Says why there is no bean of that type; null: not because it was left out. */
    public @Nullable LeftOutBeanException absence(Class<?> type) {
        String name = nameOf(type);
        return name == null ? null : absence(name);
    }

    /**
     * Returns what is injected instead.
     *
     * @return null if none of that type was left out
     * @throws LeftOutBeanException if there can be no stand-in of that type
     */
    public @Nullable Object standIn(Class<?> type) {
        String name = nameOf(type);
        LeftOutBeanException words = name == null ? null : absence(name);
        if (name == null || words == null) {
            return null;
        }
        try {
            return proxy(type, name, words.getMessage());
        } catch (AopConfigException e) {
            throw words; // Of a final class, for example.
        }
    }

    private @Nullable String nameOf(Class<?> type) {
        for (Map.Entry<String, LeftOut> bean : beans.entrySet()) {
            Class<?> made = bean.getValue().type();
            if (made != null && type != Object.class && type.isAssignableFrom(made)) {
                return bean.getKey();
            }
        }
        return null;
    }

    private static Object proxy(Class<?> type, String name, String words) {
        ProxyFactory factory = SameType.withoutTarget(type);
        factory.setOpaque(true);
        factory.addAdvice((MethodInterceptor) invocation -> {
            if ("toString".equals(invocation.getMethod().getName())) {
                return "LeftOut[" + name + "]";
            }
            throw new IllegalStateException(words);
        });
        return factory.getProxy(type.getClassLoader());
    }

    private static String words(String name, LeftOut bean) {
        return "Workers leave out the bean '" + name + "'"
                + (bean.type() == null ? "" : " (" + bean.type().getName() + ")") + ", because " + bean.reason().words
                + ". Use it in the application, before the call, and pass what the task needs of it";
    }
}

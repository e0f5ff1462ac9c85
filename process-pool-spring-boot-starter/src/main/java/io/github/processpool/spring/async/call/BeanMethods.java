package io.github.processpool.spring.async.call;

import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.result.ReturnStyle;
import io.github.processpool.spring.worker.likeness.BeanAdvice;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Keeps the methods that are called, each made at its first call.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class BeanMethods {

    /** By the method as it is called, perhaps one of an interface, and the class of the bean, of which a name may have several. */
    private record Key(String beanName, Method called, Class<?> type) {}

    private final ConfigurableBeanFactory beanFactory;
    private final BeanMethod.Surroundings surroundings;
    private final Map<Key, BeanMethod> methods = new ConcurrentHashMap<>();

    public BeanMethods(ConfigurableBeanFactory beanFactory, BeanMethod.Surroundings surroundings) {
        this.beanFactory = beanFactory;
        this.surroundings = surroundings;
    }

    /**
     * Returns a method that was checked before.
     *
     * @param proxy through which it is called, if that is known
     */
    public BeanMethod get(String beanName, Method called, Class<?> type, @Nullable Object proxy) {
        Key key = new Key(beanName, called, type);
        BeanMethod known = methods.get(key);
        if (known != null) {
            return known;
        }
        BeanMethod.Bean bean = new BeanMethod.Bean(beanName, BeanAdvice.of(proxy));
        return methods.computeIfAbsent(key, missing -> make(bean, AnnotatedMethods.declaring(called, type), type));
    }

    private BeanMethod make(BeanMethod.Bean bean, Method method, Class<?> type) {
        ProcessAsync annotation = Objects.requireNonNull(AnnotatedMethods.find(method));
        ReturnStyle style = Objects.requireNonNull(ReturnStyle.of(method.getReturnType()));
        String name = taskName(method, type);
        CallOptions options = CallOptions.of(name, method, annotation, beanFactory);
        return new BeanMethod(surroundings, bean, name, method, options, style);
    }

    /** The name of tasks in logs and figures: {@code Type.method}. */
    public static String taskName(Method method, Class<?> beanClass) {
        Class<?> type = ClassUtils.getUserClass(beanClass);
        Class<?> place = method.getDeclaringClass();
        boolean isOfType = place.isAssignableFrom(type) && !Proxy.isProxyClass(type);
        Class<?> named = isOfType && !type.getSimpleName().isEmpty() ? type : place;
        return named.getSimpleName() + "." + method.getName();
    }
}

package io.github.processpool.spring.async.destination;

import io.github.processpool.spring.worker.likeness.BeanAdvice;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ConcurrentReferenceHashMap;

/**
 * The method of a bean that calls go to, with the advice that the bean has in the application. It travels as one text, which {@code
 * BeanCall} has, and is taken apart once in each process: what is found for the first call holds for those that follow.
 *
 * <p><b>Thread safety:</b> any thread. What was found is replaced as a whole; nothing here keeps a bean alive.
 */
public final class CallTarget {

    private static final char SEPARATOR = '\u0001';

    private static final Map<String, CallTarget> KNOWN = new ConcurrentReferenceHashMap<>();

    /** A bean that has the advice, and the method through which it is called. */
    private record Found(WeakReference<Object> bean, Method method) {}

    private final String text;
    private final String beanName;
    private final MethodSignature method;
    private final String advice;
    private final String shortName;
    private volatile @Nullable Found found;

    private CallTarget(String text) {
        String[] parts = text.split(String.valueOf(SEPARATOR), -1);
        this.text = text;
        this.beanName = parts[0];
        this.advice = parts[1];
        this.method = MethodSignature.of(parts, 2);
        this.shortName = method.shortName();
    }

    /** One in the parent. */
    public static CallTarget of(String beanName, Method method, String advice) {
        return of(String.join(
                String.valueOf(SEPARATOR),
                beanName,
                advice,
                String.join(
                        String.valueOf(SEPARATOR), MethodSignature.of(method).parts())));
    }

    /** The one that has this text. */
    public static CallTarget of(String text) {
        CallTarget known = KNOWN.get(text);
        if (known == null) {
            known = new CallTarget(text);
            KNOWN.put(text, known);
        }
        return known;
    }

    public String text() {
        return text;
    }

    public String beanName() {
        return beanName;
    }

    public MethodSignature method() {
        return method;
    }

    /** {@code Type.method}. */
    public String shortName() {
        return shortName;
    }

    /**
     * Finds the method through which a bean of this process is called.
     *
     * @throws IllegalStateException if the bean has no such method, or lacks advice that it has in the application
     */
    public Method find(Object bean) {
        Found known = found;
        if (known != null && known.bean().get() == bean) {
            return known.method();
        }
        BeanAdvice.require(advice, bean, shortName);
        Method invocable = method.find(bean, beanName);
        found = new Found(new WeakReference<>(bean), invocable);
        return invocable;
    }

    @Override
    public String toString() {
        return beanName + ", " + method;
    }
}

package io.github.processpool.spring.worker.likeness;

import io.github.processpool.spring.async.advice.AdviceTable;
import io.github.processpool.spring.worker.name.NamedTypes;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.aopalliance.aop.Advice;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.aspectj.AspectJPrecedenceInformation;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.target.SingletonTargetSource;

/**
 * The advice around a bean by names that are the same in the application and in its workers: read off the proxy in the parent,
 * it travels as one text, and is looked for around the worker's bean. A bean that lacks some is not called. Stateless.
 */
public final class BeanAdvice {

    /** No advice at all. */
    public static final String NONE = "";

    private static final String SEPARATOR = ",";

    /** Of this starter, and Spring's help for aspects and for ours, which decides nothing. */
    private static final List<String> HELP =
            List.of("io.github.processpool.spring.async.ProcessAsync", "org.springframework.aop.interceptor.Expose");

    private BeanAdvice() {}

    /**
     * Reads the advice of a bean.
     *
     * @param bean as others have it injected; null: not known
     */
    public static String of(@Nullable Object bean) {
        List<String> names = new ArrayList<>();
        // What the caller has had alone need not be there.
        collect(bean, names, advisor -> AdviceTable.partOf(advisor).isInWorker());
        return String.join(SEPARATOR, names);
    }

    /** Those that a bean lacks; one that it has twice has to be there twice. */
    public static List<String> missing(String expected, Object bean) {
        if (expected.equals(NONE)) {
            return List.of();
        }
        List<String> missing = new ArrayList<>(Arrays.asList(expected.split(SEPARATOR, -1)));
        List<String> present = new ArrayList<>();
        collect(bean, present, advisor -> true);
        present.forEach(missing::remove);
        return missing;
    }

    /**
     * Refuses a call that would be made without the advice that it has in the application.
     *
     * @param expected what {@link #of} has read there
     * @param bean of this process
     * @param call the name of the bean and the method, for the words
     */
    public static void require(String expected, Object bean, String call) {
        List<String> missing = missing(expected, bean);
        if (!missing.isEmpty()) {
            throw new IllegalStateException(call
                    + " is not called: in the application its bean has advice around it that it does"
                    + " not have in this worker process: " + String.join(", ", missing) + ". A condition, a profile, a"
                    + " customizer or @ConditionalOnProcessPoolParent keeps that out of workers. Let workers have it, or"
                    + " move the @ProcessAsync method to a bean that does without");
        }
    }

    private static void collect(@Nullable Object bean, List<String> names, Predicate<Advisor> wanted) {
        if (!(bean instanceof Advised advised)) {
            return;
        }
        for (Advisor advisor : advised.getAdvisors()) {
            String name = name(advisor);
            if (HELP.stream().noneMatch(name::startsWith) && wanted.test(advisor)) {
                names.add(name);
            }
        }
        if (advised.getTargetSource() instanceof SingletonTargetSource inner) {
            collect(inner.getTarget(), names, wanted);
        }
    }

    /** An aspect's class says nothing, they all have the same. */
    private static String name(Advisor advisor) {
        Advice advice = advisor.getAdvice();
        if (advisor instanceof AspectJPrecedenceInformation aspect) {
            return "the aspect '" + aspect.getAspectName() + "'";
        }
        return advice instanceof AspectJPrecedenceInformation aspect
                ? "the aspect '" + aspect.getAspectName() + "'"
                : name(advice.getClass());
    }

    /** Without what is numbered anew in each process. */
    private static String name(Class<?> type) {
        if (Proxy.isProxyClass(type) && type.getInterfaces().length > 0) {
            return type.getInterfaces()[0].getName();
        }
        return NamedTypes.stable(type.getName());
    }
}

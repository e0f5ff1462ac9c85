package io.github.processpool.spring.async.advice;

import io.github.processpool.spring.async.result.ReturnStyle;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.ClassFilter;
import org.springframework.aop.IntroductionAdvisor;
import org.springframework.aop.MethodMatcher;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.DefaultAdvisorChainFactory;
import org.springframework.aop.framework.adapter.AdvisorAdapterRegistry;
import org.springframework.aop.framework.adapter.GlobalAdvisorAdapterRegistry;
import org.springframework.aop.interceptor.ExposeInvocationInterceptor;
import org.springframework.aop.support.MethodMatchers;

/**
 * The advice that a proxy has for one method, parted by {@link AdviceTable} into that of the caller and that of the worker.
 * Immutable.
 */
public final class MethodAdvice {

    private record Entry(MethodInterceptor interceptor, AdviceTable.Place place) {}

    private static final Advisor[] NONE = {};

    private final Advisor[] advisors;
    /** Of each advisor, whether it only makes something known: that of a prototype's bean name is made for each. */
    private final boolean[] isExposure;

    private final Class<?> targetClass;
    private final List<MethodInterceptor> beforeTheWait;
    private final List<MethodInterceptor> aroundTheWait;
    private final List<MethodInterceptor> inWorker;
    private final boolean isAllInWorker;
    private final @Nullable String decision;

    private MethodAdvice(Advisor[] advisors, Class<?> targetClass, Method method, List<Entry> entries) {
        this.advisors = advisors;
        this.isExposure = new boolean[advisors.length];
        for (int i = 0; i < advisors.length; i++) {
            isExposure[i] = AdviceTable.partOf(advisors[i]) == Part.EXPOSURE;
        }
        this.targetClass = targetClass;
        List<Entry> inCaller = entries.stream()
                .filter(entry -> entry.place().part().isInCaller())
                .sorted(Comparator.comparingInt(entry -> entry.place().part().rank()))
                .toList();
        int wait = endsWithCall(method) ? inCaller.size() : beforeTheWait(inCaller, method.getReturnType());
        boolean isEmpty = inCaller.stream().allMatch(entry -> entry.place().part() == Part.EXPOSURE);
        this.beforeTheWait = isEmpty ? List.of() : interceptors(inCaller.subList(0, wait).stream());
        this.aroundTheWait = wait == inCaller.size()
                ? List.of()
                : interceptors(Stream.concat(exposure(), inCaller.subList(wait, inCaller.size()).stream()));
        this.inWorker = interceptors(
                entries.stream().filter(entry -> entry.place().part().isInWorker()));
        this.isAllInWorker = inWorker.size() == entries.size();
        this.decision = inCaller.stream()
                .filter(entry ->
                        entry.place().part() == Part.CACHE || entry.place().part() == Part.REPETITION)
                .findFirst()
                .map(entry -> entry.interceptor().getClass().getName())
                .orElse(null);
    }

    /** All advice learns the end of a call that waits for its value. */
    private static boolean endsWithCall(Method method) {
        return ReturnStyle.of(method.getReturnType()) == ReturnStyle.VALUE;
    }

    private static int beforeTheWait(List<Entry> inCaller, Class<?> returned) {
        int wait = 0;
        while (wait < inCaller.size() && inCaller.get(wait).place().follows().isEndOf(returned)) {
            wait++;
        }
        return wait;
    }

    /** Another thread knows nothing of the invocation that was exposed on the first. */
    private static Stream<Entry> exposure() {
        return Stream.of(new Entry(
                ExposeInvocationInterceptor.INSTANCE, new AdviceTable.Place(Part.EXPOSURE, Follows.ANYTHING)));
    }

    private static List<MethodInterceptor> interceptors(Stream<Entry> entries) {
        return entries.map(Entry::interceptor).toList();
    }

    /**
     * Parts the advice of a method.
     *
     * @param proxy of the bean; null where it does not tell what it has
     * @param own the advisor on whose behalf this is done, which has no part in it
     * @param targetClass the class of what is behind the proxy, perhaps that of another proxy, as Spring has it
     * @throws IllegalStateException if Spring would run more advice than was found here
     */
    public static MethodAdvice of(@Nullable Advised proxy, Advisor own, Method method, Class<?> targetClass) {
        if (proxy == null) {
            return new MethodAdvice(NONE, targetClass, method, List.of());
        }
        Advisor[] advisors = proxy.getAdvisors();
        List<Entry> entries = new ArrayList<>();
        int found = 0;
        for (Advisor advisor : advisors) {
            List<MethodInterceptor> interceptors =
                    interceptorsOf(advisor, proxy, method, targetClass).toList();
            found += interceptors.size();
            if (advisor != own && !interceptors.isEmpty()) {
                AdviceTable.Place place = AdviceTable.placeOf(advisor);
                interceptors.forEach(interceptor -> entries.add(new Entry(interceptor, place)));
            }
        }
        int expected = DefaultAdvisorChainFactory.INSTANCE
                .getInterceptorsAndDynamicInterceptionAdvice(proxy, method, targetClass)
                .size();
        if (found < expected) {
            throw new IllegalStateException("Of the advice of " + method + " only " + found + " of " + expected
                    + " could be parted into that of the caller and that of the worker, and some of it may say who may call."
                    + " Let the method of another bean, without @ProcessAsync, have that advice.");
        }
        return new MethodAdvice(advisors, targetClass, method, entries);
    }

    /** As {@code DefaultAdvisorChainFactory} does, whose result hides which interceptor is whose. */
    private static Stream<MethodInterceptor> interceptorsOf(
            Advisor advisor, Advised proxy, Method method, Class<?> targetClass) {
        AdvisorAdapterRegistry registry = GlobalAdvisorAdapterRegistry.getInstance();
        if (advisor instanceof PointcutAdvisor of) {
            MethodMatcher matcher = of.getPointcut().getMethodMatcher();
            boolean isOfClass =
                    proxy.isPreFiltered() || of.getPointcut().getClassFilter().matches(targetClass);
            if (!isOfClass || !MethodMatchers.matches(matcher, method, targetClass, isIntroduced(proxy, targetClass))) {
                return Stream.empty();
            }
            Stream<MethodInterceptor> interceptors = Stream.of(registry.getInterceptors(advisor));
            return matcher.isRuntime()
                    ? interceptors.map(interceptor -> whenMatched(interceptor, matcher, targetClass))
                    : interceptors;
        }
        ClassFilter filter = advisor instanceof IntroductionAdvisor of ? of.getClassFilter() : ClassFilter.TRUE;
        boolean isOfClass =
                advisor instanceof IntroductionAdvisor && proxy.isPreFiltered() || filter.matches(targetClass);
        return isOfClass ? Stream.of(registry.getInterceptors(advisor)) : Stream.empty();
    }

    private static boolean isIntroduced(Advised proxy, Class<?> targetClass) {
        return Stream.of(proxy.getAdvisors())
                .anyMatch(advisor -> advisor instanceof IntroductionAdvisor of
                        && of.getClassFilter().matches(targetClass));
    }

    private static MethodInterceptor whenMatched(
            MethodInterceptor interceptor, MethodMatcher matcher, Class<?> targetClass) {
        return invocation -> matcher.matches(invocation.getMethod(), targetClass, invocation.getArguments())
                ? interceptor.invoke(invocation)
                : invocation.proceed();
    }

    /** Returns whether this was made for a proxy that has these advisors, or those of another bean of the same name. */
    public boolean isOf(Advisor[] others) {
        if (others.length != advisors.length) {
            return false;
        }
        for (int i = 0; i < others.length; i++) {
            if (others[i] != advisors[i] && !(isExposure[i] && isSameKind(others[i], advisors[i]))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSameKind(Advisor one, Advisor other) {
        return one.getAdvice().getClass() == other.getAdvice().getClass();
    }

    /** Returns whether the caller has any advice. */
    public boolean isInCaller() {
        return !beforeTheWait.isEmpty() || !aroundTheWait.isEmpty();
    }

    /** Returns whether the caller has advice that takes the return of this method for its end. */
    public boolean waits() {
        return !aroundTheWait.isEmpty();
    }

    /** Returns the class of advice that may put a result of its own in the place of the task's. */
    public Optional<String> decision() {
        return Optional.ofNullable(decision);
    }

    /** Runs the caller's advice, but for that which has to be around the wait for the end, and then {@code end}. */
    public @Nullable Object inCaller(MethodInvocation invocation, PartOfChain.End end) throws Throwable {
        return isInCaller()
                ? PartOfChain.run(invocation, targetClass, beforeTheWait, end)
                : end.reached(invocation, invocation.getArguments());
    }

    /** Runs the advice around the wait for the end of a call, on the thread that waits. */
    public @Nullable Object aroundTheWait(MethodInvocation invocation, PartOfChain.End end) throws Throwable {
        return PartOfChain.run(invocation, targetClass, aroundTheWait, end);
    }

    /** Runs the worker's advice, and the method. */
    public @Nullable Object inWorker(MethodInvocation invocation) throws Throwable {
        return isAllInWorker ? invocation.proceed() : PartOfChain.run(invocation, targetClass, inWorker);
    }
}

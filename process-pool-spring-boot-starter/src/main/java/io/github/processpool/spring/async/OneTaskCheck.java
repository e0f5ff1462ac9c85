package io.github.processpool.spring.async;

import io.github.processpool.ProcessFuture;
import io.github.processpool.spring.async.advice.MethodAdvice;
import io.github.processpool.spring.async.call.BeanMethods;
import io.github.processpool.spring.async.call.Problem;
import io.github.processpool.spring.async.check.BeanCheck.Subject;
import io.github.processpool.spring.async.result.ReturnStyle;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;

/**
 * Finds methods that return the future of one task, though advice decides whether and how often there is a task: a result of the
 * cache, or of a second attempt, is no {@link ProcessFuture}. And methods that return elements, though advice takes the return of the
 * method for its end. Stateless.
 */
final class OneTaskCheck {

    private OneTaskCheck() {}

    /** Looks at a bean with all the advice that it will have; one that is not made yet is looked at when it is called. */
    static Stream<Problem> of(Subject bean, @Nullable Object proxy, Advisor own) {
        List<Method> candidates = bean.methods().keySet().stream()
                .filter(method -> isOfOneTask(method) || isOfElements(method))
                .toList();
        if (candidates.isEmpty() || !(proxy instanceof Advised advised)) {
            return Stream.empty();
        }
        Class<?> target = advised.getTargetClass();
        Class<?> type = target == null ? bean.type() : target;
        return candidates.stream()
                .map(method -> of(MethodAdvice.of(advised, own, method, type), method, bean.type()))
                .flatMap(Optional::stream);
    }

    static Optional<Problem> of(MethodAdvice advice, Method method, Class<?> type) {
        String name = BeanMethods.taskName(method, type);
        if (advice.waits() && isOfElements(method)) {
            return Optional.of(new Problem(
                    name + " returns a Flux, which is there before its elements, but advice ("
                            + advice.decision().orElse("around it") + ") takes the return of the method for its end",
                    "Let " + name
                            + " return a list, or a Mono of one, or let a method that calls it have that advice."));
        }
        if (advice.decision().isEmpty() || !isOfOneTask(method)) {
            return Optional.empty();
        }
        return advice.decision()
                .map(decider -> new Problem(
                        name + " returns a ProcessFuture, which is one task, but advice (" + decider
                                + ") decides in the caller whether and how often there is a task",
                        "Let " + name + " return a CompletableFuture."));
    }

    private static boolean isOfOneTask(Method method) {
        return method.getReturnType() == ProcessFuture.class;
    }

    private static boolean isOfElements(Method method) {
        return ReturnStyle.of(method.getReturnType()) == ReturnStyle.FLUX;
    }
}

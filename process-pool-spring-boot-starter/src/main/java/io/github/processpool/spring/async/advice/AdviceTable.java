package io.github.processpool.spring.async.advice;

import io.github.processpool.spring.annotation.CallerAdvice;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.aopalliance.aop.Advice;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.aspectj.AbstractAspectJAdvice;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The table of which advice runs where. Advice is known by the names of the classes of its advisor, of itself and of its aspect,
 * superclasses included, so that no library has to be there; an aspect of a user's is known by {@link CallerAdvice}. Advice that
 * nobody knows belongs to the body. Stateless.
 */
public final class AdviceTable {

    private static final String SECURITY = "org.springframework.security.authorization.method.";

    private static final String DEFERRING =
            "org.springframework.security.config.annotation.method.configuration.DeferringMethodInterceptor";

    private static final List<Row> ROWS = List.of(
            row("org.springframework.aop.interceptor.Expose*", Part.EXPOSURE, Follows.ANYTHING),
            row(SECURITY + "AuthorizationManagerBefore*", Part.AUTHORIZATION, Follows.ANYTHING),
            row(SECURITY + "PreFilterAuthorizationMethodInterceptor", Part.AUTHORIZATION, Follows.ANYTHING),
            row(
                    "org.springframework.security.access.intercept.aopalliance.MethodSecurity*",
                    Part.AUTHORIZATION,
                    Follows.ANYTHING),
            row(
                    "org.springframework.validation.beanvalidation.MethodValidationInterceptor",
                    Part.VALIDATION,
                    Follows.ANYTHING),
            row("org.springframework.cache.jcache.*", Part.CACHE, Follows.NOTHING),
            row("org.springframework.cache.*", Part.CACHE, Follows.COMPLETABLE_FUTURE),
            row("org.springframework.resilience.retry.*", Part.REPETITION, Follows.MONO),
            row("org.springframework.resilience.annotation.Retry*", Part.REPETITION, Follows.MONO),
            row("org.springframework.resilience.annotation.ConcurrencyLimit*", Part.REPETITION, Follows.NOTHING),
            row("org.springframework.aop.interceptor.ConcurrencyThrottle*", Part.REPETITION, Follows.NOTHING),
            row("org.springframework.retry.*", Part.REPETITION, Follows.NOTHING),
            row("net.javacrumbs.shedlock.*", Part.REPETITION, Follows.NOTHING),
            row("io.github.resilience4j.*", Part.REPETITION, Follows.STAGE));

    private AdviceTable() {}

    /** A name, or with {@code *} the beginning of one. */
    private record Row(String name, Place place) {

        boolean fits(Class<?> type) {
            return name.endsWith("*")
                    ? type.getName().startsWith(name.substring(0, name.length() - 1))
                    : type.getName().equals(name);
        }
    }

    private static Row row(String name, Part part, Follows follows) {
        return new Row(name, new Place(part, follows));
    }

    /** What is known of some advice. */
    record Place(Part part, Follows follows) {

        private static final Place OF_THE_BODY = new Place(Part.BODY, Follows.ANYTHING);
    }

    /** Returns the part that advice has in the call of a {@code @ProcessAsync} method. */
    public static Part partOf(Advisor advisor) {
        return placeOf(advisor).part();
    }

    static Place placeOf(Advisor advisor) {
        Advice advice = behind(advisor.getAdvice());
        @Nullable Method ofAspect = aspectMethod(advice);
        List<Class<?>> types = new ArrayList<>(classes(advice.getClass()));
        if (ofAspect != null) {
            types.addAll(classes(ofAspect.getDeclaringClass()));
        }
        types.addAll(classes(advisor.getClass()));
        return types.stream()
                .flatMap(type -> ROWS.stream().filter(row -> row.fits(type)))
                .findFirst()
                .map(Row::place)
                .or(() -> saidByUser(ofAspect, types))
                .orElse(Place.OF_THE_BODY);
    }

    /** Spring Security's configuration has all of its advice made when it is needed first, by advice of one class. */
    private static Advice behind(Advice advice) {
        Field field = advice.getClass().getName().equals(DEFERRING)
                ? ReflectionUtils.findField(advice.getClass(), "delegate")
                : null;
        if (field == null) {
            return advice;
        }
        ReflectionUtils.makeAccessible(field);
        Object made = ((Supplier<?>) Objects.requireNonNull(ReflectionUtils.getField(field, advice))).get();
        return (Advice) Objects.requireNonNull(made);
    }

    private static Optional<Place> saidByUser(@Nullable Method ofAspect, List<Class<?>> types) {
        return Stream.concat(Stream.ofNullable(ofAspect), types.stream())
                .map(AdviceTable::annotation)
                .flatMap(Optional::stream)
                .findFirst()
                .map(said -> new Place(said.alsoInWorker() ? Part.USERS_OF_BOTH : Part.USERS, Follows.ANYTHING));
    }

    private static Optional<CallerAdvice> annotation(AnnotatedElement element) {
        return Optional.ofNullable(AnnotatedElementUtils.findMergedAnnotation(element, CallerAdvice.class));
    }

    private static List<Class<?>> classes(Class<?> type) {
        List<Class<?>> all = new ArrayList<>();
        for (Class<?> one = type; one != null && one != Object.class; one = one.getSuperclass()) {
            all.add(one);
        }
        return all;
    }

    /** The class is asked for by name first, because it may need libraries that are not there. */
    private static @Nullable Method aspectMethod(Advice advice) {
        return classes(advice.getClass()).stream()
                        .anyMatch(
                                type -> type.getName().equals("org.springframework.aop.aspectj.AbstractAspectJAdvice"))
                ? Aspects.methodOf(advice)
                : null;
    }

    /** Loaded where there are aspects. */
    private static final class Aspects {

        static Method methodOf(Advice advice) {
            return ((AbstractAspectJAdvice) advice).getAspectJAdviceMethod();
        }
    }
}

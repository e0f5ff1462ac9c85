package io.github.processpool.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Advice that decides whether a {@link ProcessAsync} method is called at all, and that therefore runs in the process of the caller,
 * before anything is submitted. Without this an aspect of the application's own runs in the worker, around the body of the method.
 *
 * <pre>{@code
 * @Aspect
 * @Component
 * @CallerAdvice // (alsoInWorker = true): on both sides
 * class QuotaAspect {
 *
 *     @Before("@annotation(io.github.processpool.spring.annotation.ProcessAsync)")
 *     void count() {
 *         Quota.ofCurrentRequest().take();
 *     }
 * }
 * }</pre>
 *
 * <p>It stands at the class of an aspect, at one of its advice methods, or at the class of an {@code Advice} or {@code Advisor}.
 * Around advice gets the future that the caller will get, as soon as the task is submitted.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface CallerAdvice {

    /**
     * Says whether the advice runs in the worker, too, as authorization does.
     *
     * @return {@code false}: it runs in the caller only
     */
    boolean alsoInWorker() default false;
}

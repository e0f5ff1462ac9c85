package io.github.processpool.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Conditional;

/**
 * A bean, or a configuration, that exists in the application contexts of worker processes only. Where an application was
 * processed ahead of time, conditions were decided then, for the parent: there are no such beans.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Conditional(OnWorkerCondition.class)
public @interface ConditionalOnProcessPoolWorker {}

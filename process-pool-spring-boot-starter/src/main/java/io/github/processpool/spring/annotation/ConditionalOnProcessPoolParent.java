package io.github.processpool.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Conditional;

/**
 * A bean, or a configuration, that exists in the application itself and not in the contexts of its worker processes: what opens a
 * port, holds a lock or changes a database in a way that the starter can't know. Where an application was processed ahead of
 * time, conditions were decided then, for the parent: such beans are defined in workers too, though not made before they are
 * needed.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Conditional(OnParentCondition.class)
public @interface ConditionalOnProcessPoolParent {}

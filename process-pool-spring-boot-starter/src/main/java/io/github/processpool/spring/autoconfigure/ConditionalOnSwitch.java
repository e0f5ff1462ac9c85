package io.github.processpool.spring.autoconfigure;

import io.github.processpool.spring.settings.Switches;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Conditional;

/**
 * Matches while a property that is on or off is on, or only where it is off. Read by {@link Switches}: Spring Boot's own
 * conditions take every text but {@code true} for off.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Conditional(OnSwitchCondition.class)
@interface ConditionalOnSwitch {

    /** Full name of the property. */
    String value();

    /** Whether it has to be on. */
    boolean on() default true;

    /** Whether it is on where nothing is said. */
    boolean byDefault() default true;
}

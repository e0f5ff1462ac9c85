package io.github.processpool.spring.worker.likeness;

import java.util.Map;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Takes the password that Spring Boot has generated for the user of an application which has none: a worker would generate another
 * one, and log it. As a property it must not be seen by conditions, which ask whether there is one. Stateless.
 */
final class GeneratedPassword {

    private static final String PROPERTY = "spring.security.user.password";
    /** By name, since the library need not be there. */
    private static final String BEAN =
            "spring.security-org.springframework.boot.security.autoconfigure.SecurityProperties";

    private GeneratedPassword() {}

    /** Nothing, unless there is one by now. */
    static Map<String, String> of(ConfigurableListableBeanFactory beans) {
        Object properties = beans.getSingleton(BEAN);
        if (properties == null) {
            return Map.of();
        }
        BeanWrapper security = PropertyAccessorFactory.forBeanPropertyAccess(properties);
        return security.isReadableProperty("user.passwordGenerated")
                        && Boolean.TRUE.equals(security.getPropertyValue("user.passwordGenerated"))
                        && security.getPropertyValue("user.password") instanceof String password
                ? Map.of(PROPERTY, password)
                : Map.of();
    }
}

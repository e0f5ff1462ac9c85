package io.github.processpool.spring.worker.effect;

import java.lang.reflect.Method;
import java.util.Arrays;
import org.springframework.beans.factory.InitializingBean;

/** Knows classes whose beans do something when they are made. Stateless. */
final class InitMethods {

    /** By name, as it need not be there. */
    private static final String ANNOTATION = "jakarta.annotation.PostConstruct";

    private InitMethods() {}

    static boolean isIn(Class<?> type) {
        if (InitializingBean.class.isAssignableFrom(type)) {
            return true;
        }
        for (Class<?> owner = type; owner != null && owner != Object.class; owner = owner.getSuperclass()) {
            try {
                for (Method method : owner.getDeclaredMethods()) {
                    if (isAnnotated(method)) {
                        return true;
                    }
                }
            } catch (LinkageError e) {
                return false; // Spring could not have made use of it either.
            }
        }
        return false;
    }

    private static boolean isAnnotated(Method method) {
        return Arrays.stream(method.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType().getName().equals(ANNOTATION));
    }
}

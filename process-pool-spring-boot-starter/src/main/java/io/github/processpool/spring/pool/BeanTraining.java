package io.github.processpool.spring.pool;

import io.github.processpool.WorkerContext;
import io.github.processpool.WorkerInitializer;
import io.github.processpool.spring.WorkerBeans;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * Makes, in a training worker whose context is built, the beans that are called in workers, with all that is injected into them;
 * everything in that context is lazy. No method of theirs is called. What workers can't make is left out.
 */
final class BeanTraining implements WorkerInitializer {

    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(BeanTraining.class);
    /** By name: the classes of a bean that can't be annotated with it need not be looked at. */
    private static final String ANNOTATION = "io.github.processpool.spring.annotation.ProcessAsync";

    private final String[] beans;

    private BeanTraining(List<String> beans) {
        this.beans = beans.toArray(String[]::new);
    }

    /** For the beans with methods that run in workers. */
    static BeanTraining of(BeanFactory beanFactory) {
        List<String> names = new ArrayList<>();
        if (beanFactory instanceof ConfigurableListableBeanFactory beans) {
            for (String name : beans.getBeanDefinitionNames()) {
                Class<?> type = beans.getType(name, false);
                if (type != null && isCalled(type)) {
                    names.add(name);
                }
            }
        }
        return new BeanTraining(names);
    }

    private static boolean isCalled(Class<?> type) {
        if (!AnnotationUtils.isCandidateClass(type, ANNOTATION)) {
            return false;
        }
        return AnnotatedElementUtils.isAnnotated(type, ANNOTATION)
                || !MethodIntrospector.selectMethods(type, BeanTraining::isAnnotated)
                        .isEmpty();
    }

    private static boolean isAnnotated(Method method) {
        return AnnotatedElementUtils.isAnnotated(method, ANNOTATION);
    }

    @Override
    public void start(WorkerContext context) {}

    @Override
    public void warmUp(WorkerContext context) {
        for (String bean : beans) {
            try {
                WorkerBeans.bean(bean);
            } catch (RuntimeException | LinkageError e) { // Not in workers, perhaps. The others are worth an archive.
                log.debug("The bean '{}' can't be made in a training worker", bean, e);
            }
        }
    }
}

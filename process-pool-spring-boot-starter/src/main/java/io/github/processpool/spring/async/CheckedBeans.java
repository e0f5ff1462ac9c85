package io.github.processpool.spring.async;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.call.Problem;
import io.github.processpool.spring.async.check.BeanCheck;
import io.github.processpool.spring.async.check.BeanCheck.Subject;
import io.github.processpool.spring.async.check.InvalidProcessAsyncException;
import io.github.processpool.spring.async.check.InvalidProcessAsyncException.BeanProblems;
import io.github.processpool.spring.async.check.Neighbours;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.aop.Advisor;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The beans with annotated methods, and what is found wrong with them: receives each from {@link ProcessAsyncBeanPostProcessor} when
 * it is made, and the rest when all beans are there, because pools may depend on any of them. Puts no advice around any.
 *
 * <p><b>Thread safety:</b> any thread that makes beans; one says that all are there.
 */
final class CheckedBeans {

    private final ConfigurableListableBeanFactory beans;
    private final BeanCheck check;
    private final AnnotatedBeans annotated;
    private final Advisor advisor;
    /** Beans whose pools are still to be looked at, by name. */
    private final Map<String, Subject> unfinished = new ConcurrentHashMap<>();
    /** Beans of which nothing is wrong, by name. */
    private final Map<String, Subject> callable = new ConcurrentHashMap<>();
    /** Volatile: set by the thread that starts the context, read by those that make beans later. */
    private volatile boolean complete;

    CheckedBeans(ConfigurableListableBeanFactory beans, BeanCheck check, AnnotatedBeans annotated, Advisor advisor) {
        this.beans = beans;
        this.check = check;
        this.annotated = annotated;
        this.advisor = advisor;
    }

    /** Looks at a bean that was just made. */
    void examine(Subject bean) {
        List<Problem> problems = check.declarations(bean);
        if (problems.isEmpty()) {
            if (complete) {
                problems = check.pools(bean);
            } else {
                unfinished.put(bean.beanName(), bean);
            }
            callable.put(bean.beanName(), bean);
        }
        if (!problems.isEmpty()) {
            throw new InvalidProcessAsyncException(
                    List.of(new BeanProblems(bean.beanName(), bean.declaringType(), problems)));
        }
    }

    /** All beans are there, and nobody wants to know of the rest. */
    void skipTheRest() {
        complete = true;
    }

    /** All beans are there: looks at what they ask of pools, and at those that will be made later, by their type. */
    void examineTheRest() {
        complete = true;
        List<BeanProblems> wrong = new ArrayList<>();
        for (Subject bean : unfinished.values()) {
            List<Problem> problems = new ArrayList<>(check.pools(bean));
            OneTaskCheck.of(bean, beans.getSingleton(bean.beanName()), advisor).forEach(problems::add);
            collect(bean, problems, wrong);
        }
        for (String name : beans.getBeanDefinitionNames()) {
            if (!unfinished.containsKey(name) && isMadeLater(name)) {
                examineLater(name, wrong);
            }
        }
        unfinished.clear();
        if (!wrong.isEmpty()) {
            throw new InvalidProcessAsyncException(wrong);
        }
        new Neighbours(beans).tellOf(callable.values());
    }

    private boolean isMadeLater(String beanName) {
        Object singleton = beans.getSingleton(beanName);
        return (singleton == null || singleton instanceof FactoryBean<?>)
                && !beans.getMergedBeanDefinition(beanName).isAbstract();
    }

    private void examineLater(String beanName, List<BeanProblems> wrong) {
        Class<?> type = beans.getType(beanName, false);
        if (type == null) {
            return;
        }
        Map<Method, ProcessAsync> methods = annotated.methodsOf(type);
        if (!methods.isEmpty()) {
            Subject bean = new Subject(beanName, type, null, methods);
            List<Problem> problems = check.declarations(bean);
            collect(bean, problems.isEmpty() ? check.pools(bean) : problems, wrong);
            callable.put(beanName, bean);
        }
    }

    private static void collect(Subject bean, List<Problem> problems, List<BeanProblems> wrong) {
        if (!problems.isEmpty()) {
            wrong.add(new BeanProblems(bean.beanName(), bean.declaringType(), problems));
        }
    }

    /** The names of those that are made once and have methods that run in a pool. */
    List<String> calledIn(ProcessPoolExecutor pool) {
        return callable.values().stream()
                .filter(bean -> check.isCalledIn(bean, pool))
                .map(Subject::beanName)
                .filter(beans::isSingleton)
                .sorted()
                .toList();
    }
}

package io.github.processpool.spring.async;

import io.github.processpool.spring.WorkerProcess;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.call.AnnotatedMethods;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Where process pools are switched off: says at the end of the start, in one line, which methods with {@link ProcessAsync} run in
 * this process for that. Makes no bean, and says nothing where there is no such method or in a worker.
 *
 * <p><b>Thread safety:</b> used by the thread that starts the context.
 */
public final class LocalMethods implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(LocalMethods.class);

    private final ConfigurableListableBeanFactory beans;
    private final String reason;

    /**
     * Creates it.
     *
     * @param beans the beans whose methods are counted
     * @param reason why pools are off, as an application's property says it
     */
    public LocalMethods(ConfigurableListableBeanFactory beans, String reason) {
        this.beans = beans;
        this.reason = reason;
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (WorkerProcess.isWorker()) {
            return;
        }
        TreeSet<String> methods = new TreeSet<>();
        for (String name : beans.getBeanDefinitionNames()) {
            try {
                addMethodsOf(name, methods);
            } catch (RuntimeException | LinkageError e) {
                // A class that mentions types which are not there works as long as nobody looks at all of it.
            }
        }
        if (!methods.isEmpty()) {
            log.info(
                    "Process pools are switched off ({}): {} in this process, on the thread of the caller: {}",
                    reason,
                    methods.size() == 1
                            ? "1 method with @ProcessAsync runs"
                            : methods.size() + " methods with @ProcessAsync run",
                    String.join(", ", methods));
        }
    }

    private void addMethodsOf(String beanName, Set<String> methods) {
        Class<?> type = beans.getMergedBeanDefinition(beanName).isAbstract() ? null : typeOf(beanName);
        if (type != null) {
            AnnotatedMethods.of(type).keySet().forEach(method -> methods.add(words(type, method)));
        }
    }

    /** Behind its proxies. */
    private @Nullable Class<?> typeOf(String beanName) {
        Object singleton = beans.getSingleton(beanName);
        Class<?> type = singleton == null || singleton instanceof FactoryBean<?>
                ? beans.getType(beanName, false)
                : AopUtils.getTargetClass(singleton);
        return type == null ? null : ClassUtils.getUserClass(type);
    }

    private static String words(Class<?> type, Method method) {
        return ClassUtils.getShortName(type) + "." + method.getName();
    }
}

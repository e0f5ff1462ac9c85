package io.github.processpool.spring.async;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.ProcessPools;
import io.github.processpool.spring.WorkerProcess;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.call.BeanMethod;
import io.github.processpool.spring.async.call.BeanMethods;
import io.github.processpool.spring.async.call.PoolLookup;
import io.github.processpool.spring.async.call.VoidFailures;
import io.github.processpool.spring.async.carry.ContextCarriers;
import io.github.processpool.spring.async.check.AsyncMethods;
import io.github.processpool.spring.async.check.BeanCheck;
import io.github.processpool.spring.async.check.BeanCheck.Subject;
import io.github.processpool.spring.async.check.MethodCheck;
import io.github.processpool.spring.async.local.TestDoubles;
import java.io.Serial;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.interceptor.ExposeBeanNameAdvisors;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Puts the advice for {@link ProcessAsync} around the beans that have annotated methods, before all other advice that they have, and
 * ends the start of the context when a method can't be called in a worker.
 *
 * <p>A bean's declaration is checked when the bean is made. What methods ask of pools is checked when all beans are there, because
 * pools may depend on any of them; beans that are made later are checked then too, by their type. In a worker it checks nothing,
 * and the advice is put around beans that have other advice already, of which some is the caller's.
 *
 * <p><b>Thread safety:</b> the container calls, with any thread.
 */
@SuppressWarnings("serial") // Serializable only because Spring's configuration of proxies is.
public final class ProcessAsyncBeanPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor
        implements SmartInitializingSingleton {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String defaultPoolBean;
    private final Predicate<ProcessPoolExecutor> fromProperties;
    private final AnnotatedBeans annotated = new AnnotatedBeans();
    /** The names of beans that others were given before they were complete. */
    private final Set<String> early = ConcurrentHashMap.newKeySet();
    /** Set before the first bean is processed. */
    private @Nullable CheckedBeans checked;

    private @Nullable AsyncMethods asyncMethods;

    /**
     * Creates the post-processor.
     *
     * @param defaultPoolBean the name of the bean that is the pool of methods that name none
     * @param fromProperties tells pools that the starter has built from those that the application has built itself
     */
    public ProcessAsyncBeanPostProcessor(String defaultPoolBean, Predicate<ProcessPoolExecutor> fromProperties) {
        this.defaultPoolBean = defaultPoolBean;
        this.fromProperties = fromProperties;
        setBeforeExistingAdvisors(true);
    }

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        super.setBeanFactory(beanFactory);
        ConfigurableListableBeanFactory beans = beans();
        PoolLookup pools = new PoolLookup(beans, defaultPoolBean, fromProperties);
        ProcessAsyncAdvisor own = new ProcessAsyncAdvisor(new BeanMethods(
                beans, new BeanMethod.Surroundings(pools, new ContextCarriers(beans), new VoidFailures(beans))));
        this.advisor = own;
        this.checked = new CheckedBeans(beans, new BeanCheck(beans, pools), annotated, own);
        this.asyncMethods = new AsyncMethods(beans, pools);
    }

    private ConfigurableListableBeanFactory beans() {
        return Objects.requireNonNull(beanFactory, "This needs a ConfigurableListableBeanFactory");
    }

    private CheckedBeans checked() {
        return Objects.requireNonNull(checked);
    }

    // -- One bean --

    /** For a bean that is injected into one on which it depends, or into itself: that gets the proxy. */
    @Override
    public Object getEarlyBeanReference(Object bean, String beanName) {
        Object exposed = process(bean, beanName);
        early.add(nameOf(bean, beanName));
        return exposed;
    }

    /** What was given to others of a bean that could not be completed says nothing of the next of that name. */
    @Override
    public @Nullable Object postProcessBeforeInstantiation(Class<?> beanClass, String beanName) {
        early.remove(
                FactoryBean.class.isAssignableFrom(beanClass) ? BeanFactory.FACTORY_BEAN_PREFIX + beanName : beanName);
        return null;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        // Perhaps another than was given to others, which has a proxy or is a spy: they have the one that counts.
        return early.remove(nameOf(bean, beanName)) ? bean : process(bean, beanName);
    }

    private Object process(Object bean, String beanName) {
        if (bean instanceof AopInfrastructureBean) {
            return bean;
        } else if (WorkerProcess.isWorker()) {
            putInFront(bean, beanName);
            return bean;
        }
        Class<?> type = AopUtils.getTargetClass(bean);
        Map<Method, ProcessAsync> methods = annotated.methodsOf(bean, type);
        // The second: a mock of a test, which is in no worker. The third: the instance of a test class, which has no
        // proxy.
        if (methods.isEmpty()
                || TestDoubles.isMock(bean)
                || beanName.equals(type.getName() + AutowireCapableBeanFactory.ORIGINAL_INSTANCE_SUFFIX)) {
            return bean;
        }
        Object proxy = canBeAdvised(bean) ? advise(bean, beanName) : bean;
        String name = nameOf(bean, beanName);
        checked().examine(new Subject(name, ClassUtils.getUserClass(type), proxy.getClass(), methods));
        return proxy;
    }

    /**
     * Puts the advice in front of all that was put around an annotated bean since; in a worker, which needs it for that alone, it
     * is put there for the first time.
     */
    void putInFront(Object bean, String beanName) {
        ProcessAsyncAdvisor own = (ProcessAsyncAdvisor) Objects.requireNonNull(advisor);
        if (bean instanceof AopInfrastructureBean || !(bean instanceof Advised advised) || advised.isFrozen()) {
            return;
        }
        int place = advised.indexOf(own);
        boolean isMissing = place < 0
                && WorkerProcess.isWorker()
                && !annotated.methodsOf(bean, AopUtils.getTargetClass(bean)).isEmpty();
        if (isMissing || place > 1) {
            advised.removeAdvisor(own);
            advised.addAdvisor(0, own);
            advised.addAdvisor(0, ExposeBeanNameAdvisors.createAdvisorWithoutIntroduction(nameOf(bean, beanName)));
        }
    }

    /** A class of which nothing can be made is left to the check, which finds the words. */
    private static boolean canBeAdvised(Object bean) {
        Class<?> type = bean.getClass();
        return MethodCheck.canHaveSubclass(type) || type.getInterfaces().length > 0;
    }

    private Object advise(Object bean, String beanName) {
        if (bean instanceof Advised advised && advised.indexOf(Objects.requireNonNull(advisor)) >= 0) {
            return bean;
        }
        Object proxy = super.postProcessAfterInitialization(bean, beanName);
        if (proxy == bean && bean instanceof Advised advised) {
            advised.addAdvisor(0, ExposeBeanNameAdvisors.createAdvisorWithoutIntroduction(nameOf(bean, beanName)));
        }
        return proxy;
    }

    @Override
    protected ProxyFactory prepareProxyFactory(Object bean, String beanName) {
        ProxyFactory factory = super.prepareProxyFactory(bean, beanName);
        if (!MethodCheck.canHaveSubclass(bean.getClass())) {
            factory.setProxyTargetClass(false);
        }
        factory.addAdvisor(ExposeBeanNameAdvisors.createAdvisorWithoutIntroduction(nameOf(bean, beanName)));
        return factory;
    }

    /** For processing ahead of time. */
    @Override
    public Class<?> determineBeanType(Class<?> beanClass, String beanName) {
        return MethodCheck.canHaveSubclass(beanClass) ? super.determineBeanType(beanClass, beanName) : beanClass;
    }

    private static String nameOf(Object bean, String beanName) {
        return bean instanceof FactoryBean<?> ? BeanFactory.FACTORY_BEAN_PREFIX + beanName : beanName;
    }

    // -- All beans --

    @Override
    public void afterSingletonsInstantiated() {
        if (WorkerProcess.isWorker()) {
            checked().skipTheRest();
        } else {
            Objects.requireNonNull(asyncMethods).check();
            checked().examineTheRest();
        }
    }

    /**
     * Returns the beans with methods that run in a pool and that are made once, for who prepares its workers.
     *
     * @param pool the name of the pool
     * @return their names; complete when all singletons are there
     */
    public List<String> calledBeans(String pool) {
        return checked().calledIn(beans().getBean(ProcessPools.class).get(pool));
    }
}

package io.github.processpool.spring.worker.run;

import io.github.processpool.spring.worker.effect.BeansForEffect;
import io.github.processpool.spring.worker.leftout.LeftOutBeans;
import io.github.processpool.spring.worker.leftout.ServerMeters;
import io.github.processpool.spring.worker.likeness.Definitions;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeConverter;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/**
 * The bean factory of a context in a worker, where nearly all beans are made late. No runner is found in it, and a bean that waits
 * for all singletons to be there is told so although it is made after the start, which Spring itself would not do: such beans
 * complete their own set-up then. A bean that is not there because workers leave it out is asked of {@link LeftOutBeans}.
 *
 * <p><b>Thread safety:</b> as in Spring's; a bean is told by the thread that had it made.
 */
@SuppressWarnings("serial") // Serializable only because Spring's is.
public final class WorkerBeanFactory extends DefaultListableBeanFactory {

    /** What a thread is about to make, and the beans that it has to tell when that is done. */
    private static final class Making {
        int depth;
        final Map<String, SmartInitializingSingleton> toTell = new LinkedHashMap<>();
    }

    private final transient ThreadLocal<Making> making = ThreadLocal.withInitial(Making::new);
    /** Volatile: set by the thread that refreshes the context, read by those that make beans later. */
    private volatile boolean started;

    /** Boot looks runners up by a type of its own. They are beans like others for everybody else. */
    @Override
    public String[] getBeanNamesForType(@Nullable Class<?> type) {
        return type != null && "org.springframework.boot.Runner".equals(type.getName())
                ? new String[0]
                : super.getBeanNamesForType(type);
    }

    /** An import or a registrar may register anew what {@code ParentConnections} has put first, and puts in its place again. */
    @Override
    public boolean isBeanDefinitionOverridable(String beanName) {
        return Definitions.isStandIn(this, beanName) || super.isBeanDefinitionOverridable(beanName);
    }

    @Override
    protected @Nullable String determinePrimaryCandidate(Map<String, Object> candidates, Class<?> requiredType) {
        for (String name : candidates.keySet()) {
            if (Definitions.isPreferred(this, name)) {
                return name;
            }
        }
        return super.determinePrimaryCandidate(candidates, requiredType);
    }

    // -- Beans that are left out --

    @Override
    public boolean isAutowireCandidate(String beanName, DependencyDescriptor descriptor) {
        return !ServerMeters.isAskedForInVain(this, beanName, descriptor)
                && super.isAutowireCandidate(beanName, descriptor);
    }

    @Override
    public BeanDefinition getBeanDefinition(String beanName) {
        try {
            return super.getBeanDefinition(beanName);
        } catch (NoSuchBeanDefinitionException e) {
            throw orElse(e, LeftOutBeans.in(this).absence(beanName));
        }
    }

    @Override
    public <T> T getBean(Class<T> requiredType, @Nullable Object @Nullable ... args) {
        try {
            return super.getBean(requiredType, args);
        } catch (NoSuchBeanDefinitionException e) {
            throw isAbout(e, requiredType) ? orElse(e, LeftOutBeans.in(this).absence(requiredType)) : e;
        }
    }

    @Override
    public @Nullable Object doResolveDependency(
            DependencyDescriptor descriptor,
            @Nullable String beanName,
            @Nullable Set<String> autowiredBeanNames,
            @Nullable TypeConverter typeConverter) {
        try {
            return super.doResolveDependency(descriptor, beanName, autowiredBeanNames, typeConverter);
        } catch (NoSuchBeanDefinitionException e) {
            Class<?> type = descriptor.getDependencyType();
            Object standIn = isAbout(e, type) ? LeftOutBeans.in(this).standIn(type) : null;
            if (standIn == null) {
                throw e;
            }
            return standIn;
        }
    }

    /** Whether there is none of that type; not too many, and not none of what a candidate needs. */
    private static boolean isAbout(NoSuchBeanDefinitionException failure, Class<?> type) {
        return !(failure instanceof NoUniqueBeanDefinitionException)
                && failure.getResolvableType() != null
                && failure.getResolvableType().resolve() == type;
    }

    private static NoSuchBeanDefinitionException orElse(
            NoSuchBeanDefinitionException missing, @Nullable NoSuchBeanDefinitionException leftOut) {
        return leftOut == null ? missing : leftOut;
    }

    // -- Beans that are made late --

    /** Tells the beans that are there. */
    @Override
    public void preInstantiateSingletons() {
        BeansForEffect.makeIn(this);
        super.preInstantiateSingletons();
        started = true;
    }

    @Override
    public Object getSingleton(String beanName, ObjectFactory<?> factory) {
        if (!started) {
            return super.getSingleton(beanName, factory);
        }
        Making mine = making.get();
        mine.depth++;
        Object bean;
        try {
            bean = super.getSingleton(beanName, () -> {
                Object made = factory.getObject();
                if (made instanceof SmartInitializingSingleton waiting) {
                    mine.toTell.put(beanName, waiting);
                }
                return made;
            });
        } catch (RuntimeException | Error e) {
            tellAfter(mine, e);
            throw e;
        }
        leave(mine);
        return bean;
    }

    /** What was made on the way to a bean that can't be made stays, and nobody makes it again. */
    private void tellAfter(Making mine, Throwable failure) {
        try {
            leave(mine);
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    /** Tells nobody before the outermost bean is complete: who is told may look up any other. */
    private void leave(Making mine) {
        mine.depth--;
        if (mine.depth == 0) {
            making.remove();
            tell(mine.toTell);
        }
    }

    private void tell(Map<String, SmartInitializingSingleton> waiting) {
        waiting.keySet().removeIf(name -> !containsSingleton(name)); // Gone with a bean that failed.
        Set<String> untold = new LinkedHashSet<>(waiting.keySet());
        try {
            waiting.forEach((name, bean) -> {
                bean.afterSingletonsInstantiated();
                untold.remove(name);
            });
        } finally {
            untold.forEach(this::destroySingleton); // Whoever asks next gets no half of it, but the failure again.
        }
    }
}

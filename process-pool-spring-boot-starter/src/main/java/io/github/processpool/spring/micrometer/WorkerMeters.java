package io.github.processpool.spring.micrometer;

import io.github.processpool.spring.worker.likeness.Definitions;
import io.github.processpool.spring.worker.likeness.PoolsFirst;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.Ordered;

/**
 * Has the beans of a worker count in a {@link CallMeterRegistry}, whatever registries the application has: that one is injected in the
 * place of the preferred one, and is part of each that is made of others. Added when all definitions are there, so that no condition
 * sees it, and none that was decided ahead of time keeps it out. A registry that a bean asks for by its own class or name counts in the
 * worker alone, which is told.
 *
 * <p><b>Thread safety:</b> any thread that makes beans or meters; immutable.
 */
public final class WorkerMeters implements BeanPostProcessor, Ordered {

    static final String BEAN = "processPoolCallMeterRegistry";

    private static final Logger log = LoggerFactory.getLogger(WorkerMeters.class);
    private static final Set<Meter.Type> THAT_ARRIVE =
            EnumSet.of(Meter.Type.COUNTER, Meter.Type.TIMER, Meter.Type.DISTRIBUTION_SUMMARY);

    private final DefaultListableBeanFactory beans;

    private WorkerMeters(DefaultListableBeanFactory beans) {
        this.beans = beans;
    }

    /** Adds what is needed to a worker whose application has a registry. */
    public static void registerIn(DefaultListableBeanFactory beans) {
        if (beans.getBeanNamesForType(MeterRegistry.class, true, false).length == 0) {
            return;
        }
        RootBeanDefinition calls = new RootBeanDefinition(
                CallMeterRegistry.class,
                () -> new CallMeterRegistry(beans.getBeanProvider(Clock.class).getIfUnique(() -> Clock.SYSTEM)));
        calls.setPrimary(true); // Or one is injected by the name of a parameter.
        calls.setAttribute(Definitions.PREFERRED, true);
        beans.registerBeanDefinition(BEAN, calls);
        beans.registerSingleton(WorkerMeters.class.getName(), new WorkerMeters(beans));
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof CompositeMeterRegistry composite) {
            composite.add(beans.getBean(CallMeterRegistry.class));
        } else if (bean instanceof MeterRegistry other && !(bean instanceof CallMeterRegistry)) {
            other.config().onMeterAdded(meter -> tellOf(meter, beanName));
        }
        return bean;
    }

    private static void tellOf(Meter meter, String registry) {
        if (THAT_ARRIVE.contains(meter.getId().getType())
                && isAskedForItself()
                && PoolsFirst.isFirst("meter-registry")) {
            log.warn(
                    "What '{}' counts stays in this worker, because it is a meter of the registry '{}', which only this process"
                            + " has. Have a MeterRegistry injected, by that type and without a qualifier: what called beans"
                            + " count in that arrives in the application. (This is said once.)",
                    meter.getId().getName(),
                    registry);
        }
    }

    /** Neither by a registry that is made of several nor by a binder, which is given each. */
    private static boolean isAskedForItself() {
        return StackWalker.getInstance()
                .walk(frames -> frames.noneMatch(frame -> "bindTo".equals(frame.getMethodName())
                        || frame.getClassName().startsWith(CompositeMeterRegistry.class.getPackageName() + ".")
                        || CallMeterRegistry.isOfConnectionPool(frame.getClassName())));
    }
}

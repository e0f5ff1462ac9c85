package io.github.processpool.spring.worker.broker;

import io.github.processpool.spring.worker.name.NamedTypes;
import io.github.processpool.spring.worker.proxy.SameType;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.util.ClassUtils;

/**
 * Refuses in a worker what would reach a broker, or a queue, in the worker's own memory: nobody would hear of it, since those who listen
 * are in the application. The beans are there and can be injected; sending fails in words.
 *
 * <p><b>Thread safety:</b> any thread; immutable.
 */
public final class InMemoryBrokers implements BeanPostProcessor, Ordered {

    /** Are not started in a worker: they may open ports, and wait for files that the application has locked. */
    public static final List<String> SERVERS = List.of(
            "org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ",
            "org.apache.activemq.broker.BrokerService");

    private static final String CONNECTION_FACTORY = "jakarta.jms.ConnectionFactory";
    /** Of caches and pools around a factory. */
    private static final List<String> TARGETS = List.of("targetConnectionFactory", "connectionFactory");

    /** The scheme, perhaps within failover:(…). */
    private static final Pattern IN_VM = Pattern.compile("(^|[(,])\\s*vm:", Pattern.CASE_INSENSITIVE);

    private static final int DEEPEST_TARGET = 8;

    private final ConfigurableListableBeanFactory beans;
    private final @Nullable ChannelRefusals channels;

    /**
     * Creates the processor.
     *
     * @param beans of the worker
     * @param startedBeans names of the beans that are started in workers
     */
    public InMemoryBrokers(ConfigurableListableBeanFactory beans, List<String> startedBeans) {
        this.beans = beans;
        this.channels = ClassUtils.isPresent(
                        "org.springframework.messaging.support.ChannelInterceptor", beans.getBeanClassLoader())
                ? new ChannelRefusals(beans, startedBeans)
                : null;
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE; // After all who set something, or make proxies.
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (channels != null) {
            channels.apply(bean, beanName);
        }
        return NamedTypes.hasInterface(bean, CONNECTION_FACTORY) && isInMemory(bean) ? refused(bean, beanName) : bean;
    }

    private static boolean isInMemory(Object factory) {
        Object next = factory;
        for (int depth = 0; next != null && depth < DEEPEST_TARGET; depth++) {
            if (NamedTypes.property(next, "brokerURL") instanceof String url
                    && IN_VM.matcher(url).find()) {
                return true;
            }
            if (NamedTypes.property(next, "staticConnectors[0].factoryClassName") instanceof String connector
                    && connector.endsWith(".InVMConnectorFactory")) {
                return true;
            }
            Object behind = null;
            for (String target : TARGETS) {
                behind = behind != null ? behind : NamedTypes.property(next, target);
            }
            next = behind;
        }
        return false;
    }

    private Object refused(Object factory, String beanName) {
        String words = "The JMS broker of the bean '" + beanName
                + "' lives in the memory of each process, and nobody listens to that of a worker. Let the application send the"
                + " message, after the call for example, or use a broker that is a server (spring.artemis.mode=native,"
                + " spring.activemq.broker-url)";
        return SameType.refuse(factory, beanName, "create*", words, beans);
    }
}

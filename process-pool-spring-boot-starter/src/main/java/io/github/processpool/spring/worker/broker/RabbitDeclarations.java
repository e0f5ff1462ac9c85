package io.github.processpool.spring.worker.broker;

import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Declarable;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;

/**
 * Has a worker declare in RabbitMQ what the application declares when it connects: else a message to an exchange that is not there yet
 * is lost in silence. The admins that do it are made when a connection is opened, since nobody asks for them before. {@link
 * QueuesOfListeners} leaves out what is the application's alone.
 *
 * <p>An admin of a factory that is no bean is Spring's alone: it declares with the next connection.
 *
 * <p>Used only where the library is there.
 *
 * <p><b>Thread safety:</b> beans are made by any thread, and connections opened by any, each of which holds the lock of its own factory:
 * it starts the admins of that factory only, which take the lock.
 */
public final class RabbitDeclarations implements BeanPostProcessor, Ordered {

    private static final Logger log = LoggerFactory.getLogger(RabbitDeclarations.class);

    private final ConfigurableListableBeanFactory beans;
    private final QueuesOfListeners queues = new QueuesOfListeners();
    /** The admins of each factory that has not been connected so far. Guarded by itself. */
    private final Map<ConnectionFactory, Set<RabbitAdmin>> waiting = new IdentityHashMap<>();

    public RabbitDeclarations(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE; // After all who may set something else.
    }

    /** It may be made by a queue that is made for it, when the connection is open: then it would declare at once. */
    @Override
    public Object postProcessBeforeInitialization(Object bean, String beanName) {
        if (bean instanceof RabbitAdmin admin && admin.isAutoStartup()) {
            synchronized (waiting) {
                Set<RabbitAdmin> admins = waiting.get(admin.getRabbitTemplate().getConnectionFactory());
                if (admins != null) {
                    admin.setAutoStartup(false);
                    admins.add(admin);
                }
            }
        }
        return bean;
    }

    /** Before any admin has the connection listened to: that needs the complete factory. */
    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        queues.leaveOutIn(bean);
        if (bean instanceof ConnectionFactory factory) {
            synchronized (waiting) {
                waiting.put(factory, new LinkedHashSet<>());
            }
            factory.addConnectionListener(connection -> letDeclare(factory));
        }
        return bean;
    }

    private void letDeclare(ConnectionFactory connected) {
        makeAll(Declarable.class);
        makeAll(Declarables.class);
        makeAll(AmqpAdmin.class); // All that Boot's configuration says of it.
        Set<RabbitAdmin> admins;
        synchronized (waiting) {
            admins = waiting.remove(connected);
        }
        if (admins != null) {
            start(admins.iterator());
        }
    }

    /** They declare now, since the connection is open, and with each that is opened later; also if one before them can't. */
    private static void start(Iterator<RabbitAdmin> admins) {
        if (admins.hasNext()) {
            RabbitAdmin admin = admins.next();
            try {
                admin.setAutoStartup(true);
                admin.afterPropertiesSet();
            } finally {
                start(admins);
            }
        }
    }

    /** As an admin asks for them; but one after the other, since one that fails would keep it from declaring the others. */
    private void makeAll(Class<?> type) {
        for (String name : beans.getBeanNamesForType(type, false, false)) {
            try {
                queues.leaveOutIn(beans.getBean(name)); // Singletons that were registered as such are seen here only.
            } catch (BeansException e) {
                Throwable cause = NestedExceptionUtils.getMostSpecificCause(e);
                if (!isInCreation(cause)) {
                    log.warn(
                            "The bean '{}' can't be made in this worker, and RabbitMQ is told nothing of it: {}",
                            name,
                            cause.toString());
                    if (type != AmqpAdmin.class) {
                        hideFromAdmins(name);
                    }
                }
            }
        }
    }

    /** It opens the connection itself, or needs a bean that does. */
    private boolean isInCreation(Throwable cause) {
        String name = cause instanceof BeanCurrentlyInCreationException e ? e.getBeanName() : null;
        return name != null && beans.isCurrentlyInCreation(name);
    }

    /** They ask for singletons. Others that need the bean are told why it can't be made. */
    private void hideFromAdmins(String name) {
        if (beans.containsBeanDefinition(name)) {
            beans.getBeanDefinition(name).setScope(BeanDefinition.SCOPE_PROTOTYPE);
            beans.getMergedBeanDefinition(name).setScope(BeanDefinition.SCOPE_PROTOTYPE);
            beans.clearMetadataCache();
        }
    }
}

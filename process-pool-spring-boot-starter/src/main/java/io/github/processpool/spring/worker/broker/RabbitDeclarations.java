package io.github.processpool.spring.worker.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.AbstractDeclarable;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.Declarable;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;

/**
 * Has a worker declare in RabbitMQ what the application declares when it connects: else a message to an exchange that is not there yet
 * is lost in silence. The admins that do it are made when a connection is opened, since nobody asks for them before.
 *
 * <p>Queues that live with a connection or with their listeners, exclusive ones and those that are deleted with the last listener, are
 * the application's. Nobody listens to a worker's: it would be filled, and an exclusive one be refused.
 *
 * <p>Used only where the library is there.
 *
 * <p><b>Thread safety:</b> beans are made by any thread, and connections opened by any. An admin is waiting until one of them takes it.
 */
public final class RabbitDeclarations implements BeanPostProcessor, Ordered {

    private static final Logger log = LoggerFactory.getLogger(RabbitDeclarations.class);

    private final ConfigurableListableBeanFactory beans;
    /** Made, and not to declare anything until it is known what it has to leave out. */
    private final Set<RabbitAdmin> waiting = ConcurrentHashMap.newKeySet();

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
            admin.setAutoStartup(false);
            waiting.add(admin);
        }
        return bean;
    }

    /** Before any admin has the connection listened to: that needs the complete factory. */
    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof ConnectionFactory factory) {
            factory.addConnectionListener(connection -> {
                leaveOutQueuesOfListeners();
                makeAdmins();
                letAdminsDeclare();
            });
        }
        return bean;
    }

    private void leaveOutQueuesOfListeners() {
        List<Declarable> all = new ArrayList<>();
        all.addAll(singletons(Queue.class));
        all.addAll(singletons(Binding.class));
        singletons(Declarables.class).forEach(several -> all.addAll(several.getDeclarables()));
        Set<String> leftOut = all.stream()
                .filter(one -> one instanceof Queue queue && (queue.isExclusive() || queue.isAutoDelete()))
                .map(one -> ((Queue) one).getActualName())
                .collect(Collectors.toSet());
        for (Declarable one : all) {
            if (one instanceof Queue queue && leftOut.contains(queue.getActualName())
                    || one instanceof Binding binding
                            && binding.isDestinationQueue()
                            && leftOut.contains(binding.getDestination())) {
                ((AbstractDeclarable) one).setShouldDeclare(false);
            }
        }
    }

    /** As the admin asks for them. */
    private <T> Collection<T> singletons(Class<T> type) {
        return beans.getBeansOfType(type, false, false).values();
    }

    private void makeAdmins() {
        // By the interface, which is all that Boot's configuration says of it.
        for (String name : beans.getBeanNamesForType(AmqpAdmin.class, false, false)) {
            try {
                beans.getBean(name);
            } catch (BeansException e) {
                log.warn(
                        "The bean '{}' can't be made in this worker, which declares no queues and exchanges then: {}",
                        name,
                        NestedExceptionUtils.getMostSpecificCause(e).toString());
            }
        }
    }

    /** Now, since the connection is open, and with each that is opened later. */
    private void letAdminsDeclare() {
        for (RabbitAdmin admin : waiting) {
            if (waiting.remove(admin)) {
                admin.setAutoStartup(true);
                admin.afterPropertiesSet();
            }
        }
    }
}

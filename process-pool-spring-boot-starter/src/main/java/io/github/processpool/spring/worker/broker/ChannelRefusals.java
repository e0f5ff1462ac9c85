package io.github.processpool.spring.worker.broker;

import io.github.processpool.spring.worker.name.NamedTypes;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.broker.AbstractBrokerMessageHandler;
import org.springframework.messaging.simp.broker.SimpleBrokerMessageHandler;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.InterceptableChannel;

/**
 * Refuses messages into channels of Spring's that nobody takes out of in a worker: the one to a STOMP broker, queues of Spring
 * Integration, and channels of that without a subscriber. Loaded by {@link InMemoryBrokers} where the library is there.
 *
 * <p><b>Thread safety:</b> any thread; immutable.
 */
final class ChannelRefusals {

    private static final String INTEGRATION = "org.springframework.integration.";
    private static final String REMEDY = "Let the application send the message, after the call for example";

    private final ListableBeanFactory beans;
    private final List<String> startedBeans;

    ChannelRefusals(ListableBeanFactory beans, List<String> startedBeans) {
        this.beans = beans;
        this.startedBeans = startedBeans;
    }

    /** Refuses what is sent into this bean, if that is such a channel. */
    void apply(Object bean, String beanName) {
        if (bean instanceof SimpMessagingTemplate template
                && template.getMessageChannel() instanceof InterceptableChannel channel) {
            refuse(
                    channel,
                    () -> hasBroker()
                            ? null
                            : "The STOMP broker of '" + beanName + "' lives in the application, or is not"
                                    + " connected to from a worker: nobody would get this message. " + REMEDY
                                    + ", or use a broker relay and name it in process-pool.worker.context.start"
                                    + " (stompBrokerRelayMessageHandler)");
        } else if (bean instanceof InterceptableChannel channel
                && NamedTypes.isA(bean.getClass(), INTEGRATION + "channel.QueueChannel")) {
            if (isInMemory(bean)) {
                refuse(
                        channel,
                        () -> isConsumedHere()
                                ? null
                                : "The queue '" + beanName + "' lives in the memory of each process, and"
                                        + " nobody takes messages out of that of a worker. " + REMEDY
                                        + ", or give the queue a message store that"
                                        + " all share");
            }
        } else if (bean instanceof InterceptableChannel channel
                && NamedTypes.isA(bean.getClass(), INTEGRATION + "channel.AbstractSubscribableChannel")
                && !"errorChannel".equals(beanName)) {
            refuse(
                    channel,
                    () -> hasSubscriber(bean)
                            ? null
                            : "The channel '" + beanName + "' has no subscriber in a worker, where"
                                    + " endpoints do not run. " + REMEDY
                                    + ", or name the endpoint in process-pool.worker.context.start");
        }
    }

    /** A relay that was started here; a simple broker knows no clients here, started or not. */
    private boolean hasBroker() {
        return beans.getBeanProvider(AbstractBrokerMessageHandler.class).stream()
                .anyMatch(broker -> broker.isRunning() && !(broker instanceof SimpleBrokerMessageHandler));
    }

    private boolean isConsumedHere() {
        return startedBeans.stream()
                .filter(beans::containsBean)
                .map(beans::getType)
                .anyMatch(type -> NamedTypes.isIn(type, INTEGRATION));
    }

    private static boolean isInMemory(Object channel) {
        Object queue = PropertyAccessorFactory.forDirectFieldAccess(channel).getPropertyValue("queue");
        return queue != null && queue.getClass().getName().startsWith("java.util.");
    }

    private static boolean hasSubscriber(Object channel) {
        return PropertyAccessorFactory.forBeanPropertyAccess(channel).getPropertyValue("subscriberCount")
                        instanceof Integer count
                && count > 0;
    }

    /** With what there is to be said; null if the message may go. */
    private static void refuse(InterceptableChannel channel, Supplier<@Nullable String> words) {
        channel.addInterceptor(new ChannelInterceptor() {

            @Override
            public Message<?> preSend(Message<?> message, MessageChannel to) {
                String refusal = words.get();
                if (refusal != null) {
                    throw new IllegalStateException(refusal);
                }
                return message;
            }
        });
    }
}

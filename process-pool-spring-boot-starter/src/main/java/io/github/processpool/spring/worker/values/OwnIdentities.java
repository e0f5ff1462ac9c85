package io.github.processpool.spring.worker.values;

import io.github.processpool.spring.worker.name.NamedTypes;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/**
 * Gives clients in a worker an identity of their own where the server lets no two have the same: the transactional ids of Kafka, by
 * which a second producer would shut the application's out, and the client ids of JMS. The next worker in a slot has those of the one
 * before.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class OwnIdentities implements BeanPostProcessor, Ordered {

    private static final String KAFKA = "org.springframework.kafka.";
    private static final String JMS = "jakarta.jms.ConnectionFactory";
    private static final String[] CLIENT_IDS = {"ClientId", "ClientID"};
    private static final String[] INNER = {"TargetConnectionFactory", "ConnectionFactory"};
    private static final int DEEPEST = 4;

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE; // After all who may set something else.
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String beanName) {
        if (NamedTypes.isIn(bean.getClass(), KAFKA)) {
            change(bean, "TransactionIdPrefix", "-");
        }
        changeClientId(bean, 0);
        return bean;
    }

    /** Behind a pool of connections there may be another factory, which is no bean. */
    private static void changeClientId(Object bean, int depth) {
        if (depth > DEEPEST || !NamedTypes.hasInterface(bean, JMS)) {
            return;
        }
        for (String property : CLIENT_IDS) {
            change(bean, property, "");
        }
        for (String property : INNER) {
            Object inner = valueOf(bean, property);
            if (inner != null) {
                changeClientId(inner, depth + 1);
            }
        }
    }

    private static void change(Object bean, String property, String end) {
        String ours = "-" + ProcessIdentity.name() + end;
        Method setter = ReflectionUtils.findMethod(bean.getClass(), "set" + property, String.class);
        if (setter != null
                && valueOf(bean, property) instanceof String value
                && StringUtils.hasLength(value)
                && !value.endsWith(ours)) {
            ReflectionUtils.makeAccessible(setter);
            ReflectionUtils.invokeMethod(setter, bean, value + ours);
        }
    }

    /** Spring's own factory of connections tells its subclasses only. */
    private static @Nullable Object valueOf(Object bean, String property) {
        Method getter = ReflectionUtils.findMethod(bean.getClass(), "get" + property);
        if (getter == null) {
            return null;
        }
        ReflectionUtils.makeAccessible(getter);
        return ReflectionUtils.invokeMethod(getter, bean);
    }
}

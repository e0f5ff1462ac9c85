package io.github.processpool.spring.autoconfigure;

import io.github.processpool.spring.settings.Switches;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** See {@link ConditionalOnSwitch}. Before conditions without an order, which meet a wrong value without words for it. */
@Order(Ordered.HIGHEST_PRECEDENCE + 40)
final class OnSwitchCondition extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Map<String, @Nullable Object> attributes =
                Objects.requireNonNull(metadata.getAnnotationAttributes(ConditionalOnSwitch.class.getName()));
        String property = String.valueOf(attributes.get("value"));
        boolean on =
                Switches.isOn(context.getEnvironment(), property, Boolean.TRUE.equals(attributes.get("byDefault")));
        return new ConditionOutcome(
                Boolean.valueOf(on).equals(attributes.get("on")),
                ConditionMessage.forCondition(ConditionalOnSwitch.class)
                        .because(property + " is " + (on ? "on" : "off")));
    }
}

package io.github.processpool.spring.autoconfigure;

import io.github.processpool.spring.settings.Switches;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches when the readiness of pools is asked for: by its own property, or else by a health group that includes it. */
final class OnReadinessWanted extends SpringBootCondition {

    private static final String CONTRIBUTOR = "processPoolReadiness";
    private static final String ENABLED = "management.health.processpoolreadiness.enabled";
    private static final String GROUPS = "management.endpoint.health.group";

    /** What is of interest of a health group. */
    static final class Group {

        private List<String> include = List.of();

        List<String> getInclude() {
            return include;
        }

        void setInclude(List<String> include) {
            this.include = include;
        }
    }

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConditionMessage.Builder message = ConditionMessage.forCondition("Readiness of process pools");
        Environment environment = context.getEnvironment();
        Boolean enabled = Switches.find(environment, ENABLED);
        if (enabled != null) {
            return new ConditionOutcome(enabled, message.because(ENABLED + " is " + enabled));
        }
        boolean named = groups(environment).stream()
                .flatMap(group -> group.getInclude().stream())
                .anyMatch(member -> member.equals(CONTRIBUTOR));
        return new ConditionOutcome(
                named, message.because((named ? "a" : "no") + " health group includes " + CONTRIBUTOR));
    }

    private static Collection<Group> groups(Environment environment) {
        return Binder.get(environment)
                .bind(GROUPS, Bindable.mapOf(String.class, Group.class))
                .orElse(Map.of())
                .values();
    }
}

package io.github.processpool.spring.settings;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/** Says which property is wrong, and where it was set, however its name was written there. */
public final class InvalidPoolPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidPoolPropertyException> {

    private final Environment environment;

    public InvalidPoolPropertyFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidPoolPropertyException cause) {
        StringBuilder description = new StringBuilder(String.valueOf(cause.getMessage()));
        ConfigurationProperty property = find(cause.property());
        if (property != null && property.getOrigin() != null) {
            description.append("%n%nIt was set in: ".formatted()).append(property.getOrigin());
        }
        String example = RightValues.example(cause.property());
        return new FailureAnalysis(
                description.toString(),
                "Correct the value of '" + cause.property() + "'"
                        + (example == null ? "." : ". An example of a right one is: " + example),
                cause);
    }

    private @Nullable ConfigurationProperty find(String name) {
        ConfigurationPropertyName property = ConfigurationPropertyName.adapt(name, '.');
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty found = source.getConfigurationProperty(property);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}

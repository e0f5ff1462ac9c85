package io.github.processpool.spring.settings;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

/** Finds out how the user has written a value that is bound already: {@code 30} and {@code 30ms} are the same then. Immutable. */
public final class PropertyTexts {

    private final Environment environment;

    public PropertyTexts(Environment environment) {
        this.environment = environment;
    }

    /** The text with its placeholders resolved; null if the property has none, as a list of several lines has none. */
    @Nullable
    public String of(String property) {
        try {
            return Binder.get(environment)
                    .bind(ConfigurationPropertyName.adapt(property, '.'), Bindable.of(String.class))
                    .orElse(null);
        } catch (BindException e) {
            return null;
        }
    }
}

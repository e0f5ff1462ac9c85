package io.github.processpool.spring.settings;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

/**
 * Reads properties that are on or off where nothing is bound yet, as binding reads them: under every spelling of their name, with
 * {@code yes}, {@code on} and {@code 1} for on. Stateless.
 */
public final class Switches {

    private Switches() {}

    /** A value that is neither on nor off ends the start. */
    public static boolean isOn(Environment environment, String property, boolean otherwise) {
        Boolean said = find(environment, property);
        return said == null ? otherwise : said;
    }

    /** As above; null: nothing was said. */
    public static @Nullable Boolean find(Environment environment, String property) {
        Binder binder = Binder.get(environment);
        // The name of a pool in it may be written in every way.
        ConfigurationPropertyName name = ConfigurationPropertyName.adapt(property, '.');
        String text = binder.bind(name, Bindable.of(String.class)).orElse(null);
        // An empty value of one of ours could not be bound later.
        if (text == null || (text.isBlank() && !property.startsWith(PropertyLayers.PREFIX + "."))) {
            return null;
        }
        try {
            Boolean value = binder.bind(name, Bindable.of(Boolean.class)).orElse(null);
            if (value != null) {
                return value;
            }
        } catch (BindException e) { // Its reason are the words of a converter.
        }
        throw new InvalidPoolPropertyException(
                property,
                text,
                "it is neither true nor false; write '" + property + "=true' or '" + property + "=false'");
    }
}

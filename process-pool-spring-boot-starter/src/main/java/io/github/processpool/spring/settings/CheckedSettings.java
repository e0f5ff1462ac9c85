package io.github.processpool.spring.settings;

import static io.github.processpool.spring.settings.PropertyLayers.PREFIX;

import io.github.processpool.ProcessPoolExecutorBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/**
 * The settings that a pool's builder is given, each with the property that it comes from, so that the property is named when
 * something is wrong: with its unit, for the setter, or for the pool as a whole. Receives them from {@link PropertyLayers}, which
 * finds them.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class CheckedSettings {

    /**
     * A setting that was found.
     *
     * @param key the last part of the property
     * @param property the whole of it
     * @param value as it was bound
     * @param layer where it was found, the pool's own being 0
     */
    record Setting<T>(String key, String property, T value, int layer) {}

    private final String pool;
    private final String prefix;
    private final PropertyTexts texts;
    /** Settings that the builder was given, by key. */
    private final Map<String, Setting<?>> applied = new ConcurrentHashMap<>();

    /**
     * Creates it for a pool.
     *
     * @param pool its name
     * @param prefix of its own properties
     * @param texts properties as they were written
     */
    CheckedSettings(String pool, String prefix, PropertyTexts texts) {
        this.pool = pool;
        this.prefix = prefix;
        this.texts = texts;
    }

    /** Gives a setting to the builder. */
    <T> void check(Setting<T> setting, Consumer<T> setter) {
        checkUnit(setting);
        applied.put(setting.key(), setting);
        try {
            setter.accept(setting.value());
        } catch (IllegalArgumentException e) {
            throw invalid(setting, BuilderWords.reason(e));
        }
    }

    void checkUnit(Setting<?> setting) {
        if (setting.value() instanceof Duration duration) {
            String problem = RightValues.missingUnit(setting.key(), duration, texts.of(setting.property()));
            if (problem != null) {
                throw invalid(setting, problem);
            }
        }
    }

    InvalidPoolPropertyException invalid(Setting<?> setting, String reason) {
        String text = setting.value() instanceof Map<?, ?> ? null : texts.of(setting.property());
        return new InvalidPoolPropertyException(
                setting.property(),
                BuilderWords.withoutSecrets(text == null ? RightValues.text(setting.value()) : text),
                BuilderWords.withoutSecrets(reason));
    }

    /**
     * Finds the property that made {@link ProcessPoolExecutorBuilder#build()} fail: the builder begins with the name of the setting.
     */
    RuntimeException blame(IllegalArgumentException failure) {
        String setting = String.valueOf(failure.getMessage()).split("\\W", 2)[0];
        if (setting.equals("faults")) {
            Setting<?> mode = applied.get("mode");
            String property = mode == null ? PREFIX + ".mode" : mode.property();
            return new InvalidPoolDefinitionException(
                    "There is a bean of the type PoolFaults, which lets workers fail on purpose, but the workers of process pool '"
                            + pool + "' are processes.",
                    "Set '" + property
                            + "=in-process' where that bean is wanted, that is in tests, or remove the bean.");
        }
        String key = DataObjectPropertyName.toDashedForm(setting);
        Setting<?> wrong = applied.get(key);
        if (wrong != null) {
            return invalid(wrong, BuilderWords.reason(failure));
        }
        String example = RightValues.example(prefix + "." + key);
        return new InvalidPoolDefinitionException(
                "Process pool '" + pool + "' can't be built: " + failure.getMessage(),
                (example == null ? "Correct" : "Set the property, for example " + example + ", or correct")
                        + " what a ProcessPoolExecutorBuilderCustomizer tells the builder of this pool.");
    }
}

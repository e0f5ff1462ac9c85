package io.github.processpool.spring.settings.written;

import io.github.processpool.spring.WorkerProcess;
import io.github.processpool.spring.settings.InvalidPoolDefinitionException;
import io.github.processpool.spring.settings.InvalidPoolPropertyException;
import io.github.processpool.spring.settings.PropertyTexts;
import java.util.Map;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

/**
 * Looks, before pools are bound, whether {@code process-pool.pools} has the form that it must have: names of pools with properties
 * below. A list would make pools that are called by numbers. Stateless.
 */
public final class PoolsByName {

    private static final int POOL = KnownProperties.POOLS.getNumberOfElements();

    private PoolsByName() {}

    /** Ends the start with an analysis where it is anything else. */
    public static void check(Environment environment) {
        if (WorkerProcess.isWorker()) {
            return;
        }
        PropertyTexts texts = new PropertyTexts(environment);
        checkValue(KnownProperties.POOLS, texts, KnownProperties.POOLS + ".pdf.max-workers=2");
        Map<ConfigurationPropertyName, String> pools =
                new WrittenProperties(environment).find(KnownProperties.POOLS::isAncestorOf);
        pools.forEach((name, place) -> {
            if (name.isNumericIndex(POOL)) {
                throw new InvalidPoolDefinitionException(
                        "The property '" + name + "' makes a list of '" + KnownProperties.POOLS
                                + "', below which each pool stands under its name.%n%nIt was set in: ".formatted()
                                + place,
                        "Write the name of the pool in the place of its number, for example '" + KnownProperties.POOLS
                                + ".pdf.max-workers=2', and no '-' before it in a file of YAML.");
            } else if (name.getNumberOfElements() == POOL + 1) {
                checkValue(name, texts, name + ".max-workers=2");
            }
        });
    }

    private static void checkValue(ConfigurationPropertyName name, PropertyTexts texts, String example) {
        String value = texts.of(name.toString());
        if (value != null && !value.isBlank()) {
            throw new InvalidPoolPropertyException(
                    name.toString(),
                    value,
                    "it has no value of its own, but properties below it, such as '" + example + "'");
        }
    }
}

package io.github.processpool.spring.settings.written;

import io.github.processpool.spring.WorkerProcess;
import io.github.processpool.spring.settings.InvalidPoolDefinitionException;
import io.github.processpool.spring.settings.PropertyLayers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Ends the start when something is said under {@code process-pool} that nobody takes: a name with a typing error would change
 * nothing, in silence. Names that the application has for purposes of its own are left alone: those that a class of it is bound to
 * or that metadata on the class path describes, and those that other values refer to. A worker has its parent's values, which were
 * looked at there.
 *
 * <p><b>Thread safety:</b> used by the thread that starts the context.
 */
public final class UnknownProperties implements BeanFactoryPostProcessor, EnvironmentAware {

    private static final int POOL = KnownProperties.POOLS.getNumberOfElements();

    /** A system property of the engine, for workers. */
    private static final ConfigurationPropertyName OF_ENGINE = KnownProperties.ROOT.append("log-events");

    private final KnownProperties ofApplication = KnownProperties.ofApplication();
    private final KnownProperties ofPool = KnownProperties.ofPool();
    private @Nullable Environment environment;

    @Override
    public void setEnvironment(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
        if (WorkerProcess.isWorker()) {
            return;
        }
        WrittenProperties written = new WrittenProperties(Objects.requireNonNull(environment));
        Map<ConfigurationPropertyName, String> unknown = written.find(name -> !isKnown(name));
        if (unknown.isEmpty()) {
            return;
        }
        Set<ConfigurationPropertyName> others = PropertiesOfOthers.in(beanFactory, this::isKnown);
        Set<ConfigurationPropertyName> referredTo = written.referredTo();
        unknown.keySet()
                .removeIf(name -> referredTo.contains(name)
                        || others.stream().anyMatch(other -> other.equals(name) || other.isAncestorOf(name)));
        if (!unknown.isEmpty()) {
            throw failure(unknown);
        }
    }

    private boolean isKnown(ConfigurationPropertyName name) {
        if (!KnownProperties.POOLS.isAncestorOf(name)) {
            return ofApplication.contains(name) || name.equals(OF_ENGINE);
        }
        return name.getNumberOfElements() == POOL + 1 || ofPool.contains(name.subName(POOL + 1));
    }

    // -- Words --

    private InvalidPoolDefinitionException failure(Map<ConfigurationPropertyName, String> unknown) {
        StringBuilder description = new StringBuilder();
        StringBuilder action = new StringBuilder();
        unknown.forEach((name, place) -> {
            description
                    .append(description.isEmpty() ? "" : "%n%n".formatted())
                    .append("There is no property '%s'.%n%nIt was set in: %s".formatted(name, place));
            action.append(action.isEmpty() ? "" : "%n".formatted()).append(remedy(name));
        });
        return new InvalidPoolDefinitionException(description.toString(), action.toString());
    }

    private String remedy(ConfigurationPropertyName name) {
        if (!KnownProperties.POOLS.isAncestorOf(name)) {
            List<String> meant = Suggestions.of(
                    relative(name.toString()), ofApplication.names().map(UnknownProperties::relative));
            return meant.isEmpty()
                    ? "Remove '" + name + "'. There are: " + ofApplication + "."
                    : didYouMean(KnownProperties.ROOT, meant);
        }
        ConfigurationPropertyName pool = name.chop(POOL + 1);
        ConfigurationPropertyName key = name.subName(POOL + 1);
        if (ofApplication.contains(KnownProperties.ROOT.append(key))) {
            return notOfOnePool(name, pool, key);
        }
        List<String> meant = Suggestions.of(key.toString(), ofPool.names());
        return meant.isEmpty()
                ? "Remove '" + name + "'. Below the name of a pool there are: " + ofPool + "."
                : didYouMean(pool, meant);
    }

    private static String notOfOnePool(
            ConfigurationPropertyName name, ConfigurationPropertyName pool, ConfigurationPropertyName key) {
        return switch (key.toString()) {
            case "enabled" ->
                "A single pool can't be switched off: remove all properties of '" + pool + "', or switch off all"
                        + " pools with 'process-pool.enabled=false'.";
            case "name" ->
                "A pool has the name under which its properties stand: write that name in the place of '"
                        + pool.getLastElement(ConfigurationPropertyName.Form.ORIGINAL) + "' in '" + pool
                        + "', and remove '" + name
                        + "'.";
            default ->
                "It is the same for all pools: say it as '" + KnownProperties.ROOT.append(key) + "', or remove it.";
        };
    }

    private static String didYouMean(ConfigurationPropertyName prefix, List<String> names) {
        return "Did you mean '" + prefix + "." + String.join("', '" + prefix + ".", names) + "'?";
    }

    private static String relative(String name) {
        return name.substring(PropertyLayers.PREFIX.length() + 1);
    }
}

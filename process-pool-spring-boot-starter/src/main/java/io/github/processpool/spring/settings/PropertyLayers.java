package io.github.processpool.spring.settings;

import io.github.processpool.PoolMode;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.ProcessPoolExecutorBuilder;
import io.github.processpool.spring.settings.CheckedSettings.Setting;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/**
 * Takes what the properties say about one pool to a builder. A named pool has two layers, its own properties and the default
 * pool's behind them; a value that the builder does not take is blamed on the property that it came from, in the words of the
 * builder, but without its names and its spelling of values.
 *
 * <p><b>Thread safety:</b> any thread: the context's, and that of a training run, which makes a builder of its own.
 */
public final class PropertyLayers {

    public static final String PREFIX = "process-pool";

    /** Names under which Spring looks for the executor of everything asynchronous. */
    private static final Set<String> RESERVED = Set.of("taskExecutor", "applicationTaskExecutor");

    /** The builder's. */
    private static final Duration DEFAULT_START_TIMEOUT = Duration.ofSeconds(30);

    private record Layer(String prefix, PoolProperties properties) {}

    private final String nameProperty;
    private final String name;
    private final List<Layer> layers;
    private final CheckedSettings checked;

    private PropertyLayers(String nameProperty, String name, List<Layer> layers, Environment environment) {
        this.nameProperty = nameProperty;
        this.name = name;
        this.layers = layers;
        this.checked = new CheckedSettings(name, layers.get(0).prefix(), new PropertyTexts(environment));
    }

    /** Settings of the default pool. */
    public static PropertyLayers ofDefaultPool(ProcessPoolProperties properties, Environment environment) {
        return new PropertyLayers(
                PREFIX + ".name", properties.getName(), List.of(new Layer(PREFIX, properties)), environment);
    }

    /** Settings of a further pool. */
    public static PropertyLayers ofNamedPool(String name, ProcessPoolProperties properties, Environment environment) {
        String prefix = PREFIX + ".pools" + (name.contains(".") ? "[" + name + "]" : "." + name);
        PoolProperties own = properties.getPools().getOrDefault(name, new ProcessPoolProperties.NamedPool());
        return new PropertyLayers(
                prefix, name, List.of(new Layer(prefix, own), new Layer(PREFIX, properties)), environment);
    }

    public String name() {
        return name;
    }

    /** The property that has the members of a cluster share this pool. It is not inherited. */
    public String joinProperty() {
        return layers.size() == 1
                ? PREFIX + ".cluster.default-pool"
                : layers.get(0).prefix() + ".cluster.enabled";
    }

    /** How long tasks have to end when the application stops; null: as long as there is. */
    @Nullable
    public Duration shutdownTimeout() {
        Setting<Duration> timeout = find("shutdown-timeout", PoolProperties::getShutdownTimeout);
        if (timeout == null) {
            return null;
        }
        checked.checkUnit(timeout);
        if (timeout.value().isNegative()) {
            throw checked.invalid(timeout, "it must not be negative");
        }
        return timeout.value();
    }

    /** Whether workers are processes. */
    public PoolMode mode() {
        Setting<PoolMode> mode = find("mode", PoolProperties::getMode);
        return mode == null ? PoolMode.PROCESSES : mode.value();
    }

    /** How long a worker may take to start. */
    public Duration startTimeout() {
        Setting<Duration> timeout = find("start-timeout", PoolProperties::getStartTimeout);
        return timeout == null ? DEFAULT_START_TIMEOUT : timeout.value();
    }

    /** A builder with everything that the properties say. */
    public ProcessPoolExecutorBuilder toBuilder() {
        // What loads most in a worker is the application, and that has a start-up cache of its own.
        ProcessPoolExecutorBuilder builder = ProcessPoolExecutor.builder().startUpCache(false);
        applyName(builder);
        apply("mode", PoolProperties::getMode, builder::mode);
        applySize(builder);
        apply("idle-timeout", PoolProperties::getIdleTimeout, builder::idleTimeout);
        apply("spare-workers", PoolProperties::getSpareWorkers, builder::spareWorkers);
        applyQueue(builder);
        applyRecycling(builder);
        applyTimeouts(builder);
        applySerialization(builder);
        applyCommand(builder);
        apply("register-mbean", PoolProperties::getRegisterMbean, builder::registerMbean);
        return builder;
    }

    private void applyName(ProcessPoolExecutorBuilder builder) {
        if (RESERVED.contains(name)) {
            throw new InvalidPoolPropertyException(
                    nameProperty,
                    name,
                    "under this name Spring looks for the executor of @Async methods and web requests, whose tasks can't"
                            + " be sent to another process");
        }
        checked.check(new Setting<>("name", nameProperty, name, 0), builder::name);
    }

    /** An inherited minimum never exceeds a pool's own maximum. */
    private void applySize(ProcessPoolExecutorBuilder builder) {
        apply("max-workers", PoolProperties::getMaxWorkers, builder::maxWorkers);
        Setting<Integer> min = find("min-workers", PoolProperties::getMinWorkers);
        if (min == null) {
            return;
        }
        Setting<Integer> setMax = find("max-workers", PoolProperties::getMaxWorkers);
        int max = setMax == null ? Runtime.getRuntime().availableProcessors() : setMax.value();
        if (min.value() <= max) {
            checked.check(min, builder::minWorkers);
        } else if (setMax != null && setMax.layer() < min.layer()) {
            builder.minWorkers(max);
        } else {
            throw checked.invalid(
                    min,
                    "it must not exceed the maximum, which is " + max
                            + (setMax == null ? ", the available processors" : " ('" + setMax.property() + "')"));
        }
    }

    private void applyQueue(ProcessPoolExecutorBuilder builder) {
        apply("queue-capacity", PoolProperties::getQueueCapacity, builder::queueCapacity);
        applySize("max-queued-bytes", PoolProperties::getMaxQueuedBytes, builder::maxQueuedBytes);
        apply("when-full", PoolProperties::getWhenFull, builder::whenFull);
        apply("quarantine-after", PoolProperties::getQuarantineAfter, builder::quarantineAfter);
    }

    private void applyRecycling(ProcessPoolExecutorBuilder builder) {
        apply("max-tasks-per-worker", PoolProperties::getMaxTasksPerWorker, builder::maxTasksPerWorker);
        apply("max-worker-age", PoolProperties::getMaxWorkerAge, builder::maxWorkerAge);
        applySize("max-worker-memory", PoolProperties::getMaxWorkerMemory, builder::maxWorkerMemory);
    }

    private void applyTimeouts(ProcessPoolExecutorBuilder builder) {
        apply("start-timeout", PoolProperties::getStartTimeout, builder::startTimeout);
        apply("heartbeat-timeout", PoolProperties::getHeartbeatTimeout, builder::heartbeatTimeout);
        apply("grace-period", PoolProperties::getGracePeriod, builder::gracePeriod);
        apply("stop-timeout", PoolProperties::getStopTimeout, builder::stopTimeout);
    }

    private void applySerialization(ProcessPoolExecutorBuilder builder) {
        applySize("max-payload", PoolProperties::getMaxPayload, builder::maxPayload);
        apply(
                "parameter-filter",
                PoolProperties::getParameterFilter,
                filter -> builder.parameterFilter(filter.isEmpty() ? filter : BuilderWords.OURS + filter));
        apply("result-filter", PoolProperties::getResultFilter, builder::resultFilter);
    }

    private void applyCommand(ProcessPoolExecutorBuilder builder) {
        applySize("worker-heap", PoolProperties::getWorkerHeap, builder::workerHeap);
        apply("jvm-arguments", PoolProperties::getJvmArguments, words -> builder.jvmArguments(array(words)));
        apply("agents", PoolProperties::getAgents, words -> builder.agents(array(words)));
        apply("command-prefix", PoolProperties::getCommandPrefix, words -> builder.commandPrefix(array(words)));
        apply(
                "working-directory",
                PoolProperties::getWorkingDirectory,
                file -> builder.workingDirectory(file.toPath()));
        apply("java-executable", PoolProperties::getJavaExecutable, file -> builder.javaExecutable(file.toPath()));
        apply(
                "class-path",
                PoolProperties::getClassPath,
                entries -> builder.classPath(entries.stream().map(File::toPath).toList()));
        // Variables add up; the pool's own come last and win.
        for (int layer = layers.size() - 1; layer >= 0; layer--) {
            applyLayer(layer, "environment", PoolProperties::getEnvironment, builder::environment);
        }
    }

    private static String[] array(List<String> words) {
        return words.toArray(String[]::new);
    }

    private void applySize(String key, Function<PoolProperties, @Nullable DataSize> getter, Consumer<Long> setter) {
        apply(key, getter, size -> setter.accept(size.toBytes()));
    }

    private <T> void apply(String key, Function<PoolProperties, @Nullable T> getter, Consumer<T> setter) {
        Setting<T> setting = find(key, getter);
        if (setting != null) {
            checked.check(setting, setter);
        }
    }

    private <T> void applyLayer(
            int layer, String key, Function<PoolProperties, @Nullable T> getter, Consumer<T> setter) {
        T value = getter.apply(layers.get(layer).properties());
        if (value != null) {
            checked.check(new Setting<>(key, layers.get(layer).prefix() + "." + key, value, layer), setter);
        }
    }

    private <T> @Nullable Setting<T> find(String key, Function<PoolProperties, @Nullable T> getter) {
        for (int layer = 0; layer < layers.size(); layer++) {
            T value = getter.apply(layers.get(layer).properties());
            if (value != null) {
                return new Setting<>(key, layers.get(layer).prefix() + "." + key, value, layer);
            }
        }
        return null;
    }

    /** Finds the property that made {@link ProcessPoolExecutorBuilder#build()} fail. */
    public RuntimeException blame(IllegalArgumentException failure) {
        return checked.blame(failure);
    }
}

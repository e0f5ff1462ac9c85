package io.github.processpool.spring.settings;

import io.github.processpool.PoolMode;
import io.github.processpool.WhenFull;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * What can be said about any pool; the same names as in {@link io.github.processpool.ProcessPoolExecutorBuilder}. What is
 * {@code null} was not said: the builder's default holds, or what the pool inherits.
 */
public class PoolProperties {

    /**
     * Whether workers are processes, or, for tests, threads of this process behind the same serialization.
     */
    private @Nullable PoolMode mode;

    /**
     * Workers kept when there is nothing to do. They are started with the application.
     */
    private @Nullable Integer minWorkers;

    /**
     * Workers that may run tasks at once. Defaults to the available processors, or to fewer if the memory of the machine
     * or container has no room for more.
     */
    private @Nullable Integer maxWorkers;

    /**
     * Time after which an idle worker above the minimum ends.
     */
    private @Nullable Duration idleTimeout;

    /**
     * Tasks that may wait.
     */
    private @Nullable Integer queueCapacity;

    /**
     * Size that the serialized waiting tasks may have together. Defaults to a quarter of this JVM's maximum heap.
     */
    private @Nullable DataSize maxQueuedBytes;

    /**
     * What happens to a submitted task when the queue is full.
     */
    private @Nullable WhenFull whenFull;

    /**
     * Tasks after which a worker is replaced. Unlimited by default.
     */
    private @Nullable Integer maxTasksPerWorker;

    /**
     * Workers that may be lost in a row with tasks of one quarantine key before no task of that key is run any more.
     */
    private @Nullable Integer quarantineAfter;

    /**
     * Workers that stand by, started and initialized, to take over at once from one that dies or is replaced.
     */
    private @Nullable Integer spareWorkers;

    /**
     * Age after which a worker is replaced. Unlimited by default.
     */
    private @Nullable Duration maxWorkerAge;

    /**
     * Memory beyond which a worker is replaced, garbage that can be collected not counted. Unlimited by default.
     */
    private @Nullable DataSize maxWorkerMemory;

    /**
     * Maximum heap of a worker. Defaults to half of the memory of the machine or container divided by the maximum
     * number of workers, or to a share of what this process leaves of it, and at least 128MB.
     */
    private @Nullable DataSize workerHeap;

    /**
     * Comma-separated list of arguments for the workers' JVMs. They come after the pool's own, so they win.
     */
    private @Nullable List<String> jvmArguments;

    /**
     * Comma-separated list of Java agents of the workers, each the path of a jar, followed by = and its options if it
     * wants any. Agents of this process are not inherited.
     */
    private @Nullable List<String> agents;

    /**
     * Environment variables of the workers, in addition to those of this process.
     */
    private @Nullable Map<String, String> environment;

    /**
     * Working directory of the workers. Defaults to that of this process.
     */
    private @Nullable File workingDirectory;

    /**
     * Java executable of the workers. Defaults to that of this process.
     */
    private @Nullable File javaExecutable;

    /**
     * Comma-separated list of directories, jars and folders of jars (lib/*) that replaces the workers' class path. It
     * must contain the process pool.
     */
    private @Nullable List<File> classPath;

    /**
     * Comma-separated list of the words of a command that runs the Java executable, such as nice.
     */
    private @Nullable List<String> commandPrefix;

    /**
     * Time that a worker may take from the start of its process to readiness.
     */
    private @Nullable Duration startTimeout;

    /**
     * Time after which a worker without a sign of life is killed. Zero switches the check off, for debugging.
     */
    private @Nullable Duration heartbeatTimeout;

    /**
     * Time that an interrupted task may take to end before its worker is killed.
     */
    private @Nullable Duration gracePeriod;

    /**
     * Time that a worker without a task may take to end when it is told to, before it is killed.
     */
    private @Nullable Duration stopTimeout;

    /**
     * Size that a serialized task, or a serialized result, may have.
     */
    private @Nullable DataSize maxPayload;

    /**
     * Filter for what workers deserialize, in the syntax of jdk.serialFilter. Its maxdepth and maxarray take the place
     * of the pool's own limits.
     */
    private @Nullable String parameterFilter;

    /**
     * Filter for what this process deserializes from workers, in the syntax of jdk.serialFilter. Its maxdepth and
     * maxarray take the place of the pool's own limits.
     */
    private @Nullable String resultFilter;

    /**
     * Time that running and waiting tasks have to end when the application stops. Defaults to the timeout of a
     * shutdown phase, less a margin.
     */
    private @Nullable Duration shutdownTimeout;

    /**
     * Whether JMX shows the pool and lets operators act on it, without Actuator.
     */
    private @Nullable Boolean registerMbean;

    public @Nullable PoolMode getMode() {
        return mode;
    }

    public void setMode(@Nullable PoolMode mode) {
        this.mode = mode;
    }

    public @Nullable Integer getMinWorkers() {
        return minWorkers;
    }

    public void setMinWorkers(@Nullable Integer minWorkers) {
        this.minWorkers = minWorkers;
    }

    public @Nullable Integer getMaxWorkers() {
        return maxWorkers;
    }

    public void setMaxWorkers(@Nullable Integer maxWorkers) {
        this.maxWorkers = maxWorkers;
    }

    public @Nullable Duration getIdleTimeout() {
        return idleTimeout;
    }

    public void setIdleTimeout(@Nullable Duration idleTimeout) {
        this.idleTimeout = idleTimeout;
    }

    public @Nullable Integer getQueueCapacity() {
        return queueCapacity;
    }

    public void setQueueCapacity(@Nullable Integer queueCapacity) {
        this.queueCapacity = queueCapacity;
    }

    public @Nullable DataSize getMaxQueuedBytes() {
        return maxQueuedBytes;
    }

    public void setMaxQueuedBytes(@Nullable DataSize maxQueuedBytes) {
        this.maxQueuedBytes = maxQueuedBytes;
    }

    public @Nullable WhenFull getWhenFull() {
        return whenFull;
    }

    public void setWhenFull(@Nullable WhenFull whenFull) {
        this.whenFull = whenFull;
    }

    public @Nullable Integer getMaxTasksPerWorker() {
        return maxTasksPerWorker;
    }

    public void setMaxTasksPerWorker(@Nullable Integer maxTasksPerWorker) {
        this.maxTasksPerWorker = maxTasksPerWorker;
    }

    public @Nullable Integer getQuarantineAfter() {
        return quarantineAfter;
    }

    public void setQuarantineAfter(@Nullable Integer quarantineAfter) {
        this.quarantineAfter = quarantineAfter;
    }

    public @Nullable Integer getSpareWorkers() {
        return spareWorkers;
    }

    public void setSpareWorkers(@Nullable Integer spareWorkers) {
        this.spareWorkers = spareWorkers;
    }

    public @Nullable Duration getMaxWorkerAge() {
        return maxWorkerAge;
    }

    public void setMaxWorkerAge(@Nullable Duration maxWorkerAge) {
        this.maxWorkerAge = maxWorkerAge;
    }

    public @Nullable DataSize getMaxWorkerMemory() {
        return maxWorkerMemory;
    }

    public void setMaxWorkerMemory(@Nullable DataSize maxWorkerMemory) {
        this.maxWorkerMemory = maxWorkerMemory;
    }

    public @Nullable DataSize getWorkerHeap() {
        return workerHeap;
    }

    public void setWorkerHeap(@Nullable DataSize workerHeap) {
        this.workerHeap = workerHeap;
    }

    public @Nullable List<String> getJvmArguments() {
        return jvmArguments;
    }

    public void setJvmArguments(@Nullable List<String> jvmArguments) {
        this.jvmArguments = jvmArguments;
    }

    public @Nullable List<String> getAgents() {
        return agents;
    }

    public void setAgents(@Nullable List<String> agents) {
        this.agents = agents;
    }

    public @Nullable Map<String, String> getEnvironment() {
        return environment;
    }

    public void setEnvironment(@Nullable Map<String, String> environment) {
        this.environment = environment;
    }

    public @Nullable File getWorkingDirectory() {
        return workingDirectory;
    }

    public void setWorkingDirectory(@Nullable File workingDirectory) {
        this.workingDirectory = workingDirectory;
    }

    public @Nullable File getJavaExecutable() {
        return javaExecutable;
    }

    public void setJavaExecutable(@Nullable File javaExecutable) {
        this.javaExecutable = javaExecutable;
    }

    public @Nullable List<File> getClassPath() {
        return classPath;
    }

    public void setClassPath(@Nullable List<File> classPath) {
        this.classPath = classPath;
    }

    public @Nullable List<String> getCommandPrefix() {
        return commandPrefix;
    }

    public void setCommandPrefix(@Nullable List<String> commandPrefix) {
        this.commandPrefix = commandPrefix;
    }

    public @Nullable Duration getStartTimeout() {
        return startTimeout;
    }

    public void setStartTimeout(@Nullable Duration startTimeout) {
        this.startTimeout = startTimeout;
    }

    public @Nullable Duration getHeartbeatTimeout() {
        return heartbeatTimeout;
    }

    public void setHeartbeatTimeout(@Nullable Duration heartbeatTimeout) {
        this.heartbeatTimeout = heartbeatTimeout;
    }

    public @Nullable Duration getGracePeriod() {
        return gracePeriod;
    }

    public void setGracePeriod(@Nullable Duration gracePeriod) {
        this.gracePeriod = gracePeriod;
    }

    public @Nullable Duration getStopTimeout() {
        return stopTimeout;
    }

    public void setStopTimeout(@Nullable Duration stopTimeout) {
        this.stopTimeout = stopTimeout;
    }

    public @Nullable DataSize getMaxPayload() {
        return maxPayload;
    }

    public void setMaxPayload(@Nullable DataSize maxPayload) {
        this.maxPayload = maxPayload;
    }

    public @Nullable String getParameterFilter() {
        return parameterFilter;
    }

    public void setParameterFilter(@Nullable String parameterFilter) {
        this.parameterFilter = parameterFilter;
    }

    public @Nullable String getResultFilter() {
        return resultFilter;
    }

    public void setResultFilter(@Nullable String resultFilter) {
        this.resultFilter = resultFilter;
    }

    public @Nullable Duration getShutdownTimeout() {
        return shutdownTimeout;
    }

    public void setShutdownTimeout(@Nullable Duration shutdownTimeout) {
        this.shutdownTimeout = shutdownTimeout;
    }

    public @Nullable Boolean getRegisterMbean() {
        return registerMbean;
    }

    public void setRegisterMbean(@Nullable Boolean registerMbean) {
        this.registerMbean = registerMbean;
    }
}

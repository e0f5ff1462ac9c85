package io.github.processpool;

import io.github.processpool.internal.cache.CachePlace;
import io.github.processpool.internal.federation.Federation;
import io.github.processpool.internal.federation.FederationAccess;
import io.github.processpool.internal.inprocess.FaultSource;
import io.github.processpool.internal.inprocess.InProcessWorkers;
import io.github.processpool.internal.parent.OneTaskProcess;
import io.github.processpool.internal.parent.ProcessPool;
import io.github.processpool.internal.parent.pool.PoolSettings;
import java.io.ObjectInputFilter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Configures a {@link ProcessPoolExecutor}. Every setter checks its value and names it when it is wrong; settings that must fit
 * together, and whether what workers are started with is there, are checked in {@link #build()}. A mistake that only shows when a worker
 * is started — an argument that the JVM refuses, a class that is missing — breaks the pool with the words of the failed start, see
 * {@link PoolBrokenException}.
 *
 * <p>One thread at a time may use it; it may be used for several pools.
 */
public final class ProcessPoolExecutorBuilder {

    static {
        FederationAccess.letIn(ProcessPoolExecutorBuilder::open);
    }

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final long MEGABYTE = 1024L * 1024L;
    private static final Pattern CLASS_PATTERN =
            Pattern.compile("(?:\\p{javaJavaIdentifierPart}+\\.)*\\p{javaJavaIdentifierPart}+(?:\\.\\*\\*?)?");
    private static final long LARGEST_PAYLOAD = Integer.MAX_VALUE - 64L;
    /** A system property that switches the start-up cache off for all pools of a JVM, and for those in its workers. */
    private static final String CACHE_SWITCH = "io.github.processpool.startUpCache";

    private static final Duration SHORTEST_HEARTBEAT = Duration.ofMillis(500);

    private String name = "process-pool";
    private int minWorkers;
    /** 0: as many as there is room for. */
    private int maxWorkers;

    private Duration idleTimeout = Duration.ofSeconds(60);
    private int queueCapacity = 10_000;
    private long maxQueuedBytes = Math.max(MEGABYTE, Runtime.getRuntime().maxMemory() / 4);
    private WhenFull whenFull = WhenFull.REJECT;
    private int maxTasksPerWorker = Integer.MAX_VALUE;
    private int quarantineAfter = 3;
    private int spareWorkers;
    private @Nullable Duration maxWorkerAge;
    private long maxWorkerMemory = Long.MAX_VALUE;
    private long workerHeap;
    private final List<String> jvmArguments = new ArrayList<>();
    private final List<String> agents = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private @Nullable Path workingDirectory;
    private Path javaExecutable = defaultJavaExecutable();
    private @Nullable List<Path> classPath;
    private List<String> commandPrefix = List.of();
    private boolean startUpCache = !"false".equals(System.getProperty(CACHE_SWITCH));
    private @Nullable Path startUpCacheFolder;
    private Duration startTimeout = Duration.ofSeconds(30);
    private Duration heartbeatTimeout = Duration.ofSeconds(30);
    private Duration gracePeriod = Duration.ofSeconds(1);
    private Duration stopTimeout = Duration.ofSeconds(5);
    private long maxPayload = 256 * MEGABYTE;
    private @Nullable String parameterFilter;
    private @Nullable String resultFilter;
    private @Nullable WorkerInitializer initializer;
    private final List<ProcessPoolListener> listeners = new ArrayList<>();
    private final List<WorkerCommandCustomizer> customizers = new ArrayList<>();
    private boolean registerMbean;
    private PoolMode mode = PoolMode.PROCESSES;
    private @Nullable PoolFaults faults;
    private @Nullable PayloadSerializer serializer;

    ProcessPoolExecutorBuilder() {}

    /**
     * Names the pool, in thread names, logs and metrics.
     *
     * @param name 1 to 64 letters, digits, dots, dashes and underscores, beginning with a letter or digit; default
     *     {@code process-pool}
     * @return this builder
     * @throws IllegalArgumentException if it is anything else
     */
    public ProcessPoolExecutorBuilder name(String name) {
        if (!NAME.matcher(Objects.requireNonNull(name, "name")).matches()) {
            throw new IllegalArgumentException(
                    "name must be 1 to 64 letters, digits, '.', '-' or '_', beginning with a letter"
                            + " or digit, but was '" + name + "'");
        }
        this.name = name;
        return this;
    }

    /**
     * Sets how many workers are kept when there is nothing to do. They are started with the pool.
     *
     * @param minWorkers 0 or more, not above the maximum; default 0
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public ProcessPoolExecutorBuilder minWorkers(int minWorkers) {
        this.minWorkers = (int) atLeast(0, "minWorkers", minWorkers);
        return this;
    }

    /**
     * Sets how many workers may run tasks at once. More than there are processors is fine for tasks that wait.
     *
     * @param maxWorkers 1 to 10 000; default: the available processors, which honours a container's limit, or fewer: as many as
     *     the memory of this machine or container has room for beside this JVM, with the worker heap that was set, or with at
     *     least 192 MB of heap each; never fewer than the minimum of workers
     * @return this builder
     * @throws IllegalArgumentException if it is outside that range
     */
    public ProcessPoolExecutorBuilder maxWorkers(int maxWorkers) {
        if (atLeast(1, "maxWorkers", maxWorkers) > 10_000) {
            throw new IllegalArgumentException("maxWorkers must be at most 10000, but was " + maxWorkers);
        }
        this.maxWorkers = maxWorkers;
        return this;
    }

    /**
     * Sets how long a worker above the minimum may be idle before it ends.
     *
     * @param idleTimeout greater than zero; default 60 s
     * @return this builder
     * @throws IllegalArgumentException if it is not positive
     */
    public ProcessPoolExecutorBuilder idleTimeout(Duration idleTimeout) {
        this.idleTimeout = Durations.positive("idleTimeout", idleTimeout);
        return this;
    }

    /**
     * Sets how many tasks may wait: everything that has not begun, what was sent ahead to a worker included.
     *
     * @param queueCapacity at least 1; default 10 000
     * @return this builder
     * @throws IllegalArgumentException if it is less than 1
     */
    public ProcessPoolExecutorBuilder queueCapacity(int queueCapacity) {
        this.queueCapacity = (int) atLeast(1, "queueCapacity", queueCapacity);
        return this;
    }

    /**
     * Sets how large the serialized waiting tasks may be together. A single task larger than this is accepted when nothing else
     * waits.
     *
     * @param maxQueuedBytes at least 1; default: a quarter of this JVM's maximum heap
     * @return this builder
     * @throws IllegalArgumentException if it is less than 1
     */
    public ProcessPoolExecutorBuilder maxQueuedBytes(long maxQueuedBytes) {
        this.maxQueuedBytes = atLeast(1, "maxQueuedBytes", maxQueuedBytes);
        return this;
    }

    /**
     * Sets what {@code submit} does when the queue is full.
     *
     * @param whenFull default {@link WhenFull#REJECT}
     * @return this builder
     */
    public ProcessPoolExecutorBuilder whenFull(WhenFull whenFull) {
        this.whenFull = Objects.requireNonNull(whenFull, "whenFull");
        return this;
    }

    /**
     * Replaces a worker after it was given this many tasks. Its replacement is started before it leaves.
     *
     * @param maxTasksPerWorker at least 1; default: unlimited
     * @return this builder
     * @throws IllegalArgumentException if it is less than 1
     */
    public ProcessPoolExecutorBuilder maxTasksPerWorker(int maxTasksPerWorker) {
        this.maxTasksPerWorker = (int) atLeast(1, "maxTasksPerWorker", maxTasksPerWorker);
        return this;
    }

    /**
     * Sets how many workers in a row may be lost with tasks of one {@link TaskOptions.Builder#quarantineKey quarantineKey} before
     * no task of that key is run any more.
     *
     * @param quarantineAfter at least 1; default 3
     * @return this builder
     * @throws IllegalArgumentException if it is less than 1
     */
    public ProcessPoolExecutorBuilder quarantineAfter(int quarantineAfter) {
        this.quarantineAfter = (int) atLeast(1, "quarantineAfter", quarantineAfter);
        return this;
    }

    /**
     * Sets how many workers stand by, started and initialized, to take over at once from one that dies or is replaced. They run
     * no tasks before that and do not count as workers in use, so there may be {@code maxWorkers + spareWorkers} processes. The
     * idea is that of Python's {@code loky} and of application servers that keep warm processes.
     *
     * @param spareWorkers 0 to 1000; default 0
     * @return this builder
     * @throws IllegalArgumentException if it is outside that range
     */
    public ProcessPoolExecutorBuilder spareWorkers(int spareWorkers) {
        if (atLeast(0, "spareWorkers", spareWorkers) > 1000) {
            throw new IllegalArgumentException("spareWorkers must be at most 1000, but was " + spareWorkers);
        }
        this.spareWorkers = spareWorkers;
        return this;
    }

    /**
     * Replaces a worker that is older than this. Its replacement is ready before it leaves, and it finishes the task it has. The
     * workers of a pool are replaced a few at a time, some of them up to a tenth of the age earlier, so that workers that were
     * started together are not replaced together. No worker is replaced for its age within its first second.
     *
     * @param maxWorkerAge greater than zero; default: unlimited
     * @return this builder
     * @throws IllegalArgumentException if it is not positive
     */
    public ProcessPoolExecutorBuilder maxWorkerAge(Duration maxWorkerAge) {
        this.maxWorkerAge = Durations.positive("maxWorkerAge", maxWorkerAge);
        return this;
    }

    /**
     * Replaces a worker whose memory has grown beyond this: what the operating system counts as its resident memory, the heap
     * counted with what a collection leaves of it, shared memory not counted. Leaks of every kind end by it, while garbage that a
     * collection frees costs at most a collection now and then, between two tasks. Its replacement is ready before it leaves,
     * and it finishes the task it has. No worker is replaced for its memory within its first second, and none that was too large
     * from the beginning before it has had a task: one warning says so then. Where there is no {@code /proc}, only the heap
     * counts.
     *
     * @param bytes at least 8 MB; default: unlimited. An idle JVM takes about 40 MB
     * @return this builder
     * @throws IllegalArgumentException if it is less than 8 MB
     */
    public ProcessPoolExecutorBuilder maxWorkerMemory(long bytes) {
        this.maxWorkerMemory = Sizes.atLeastMegabytes(8, "maxWorkerMemory", bytes);
        return this;
    }

    /**
     * Sets a worker's maximum heap ({@code -Xmx}).
     *
     * @param bytes at least 8 MB, and not more than the memory of this machine or container; default: half of that memory
     *     divided by the number of workers, or a share of what this JVM leaves of it if that is less, and at least 128 MB
     * @return this builder
     * @throws IllegalArgumentException if it is less than 8 MB; {@link #build()} refuses one that is too large
     */
    public ProcessPoolExecutorBuilder workerHeap(long bytes) {
        this.workerHeap = Sizes.atLeastMegabytes(8, "workerHeap", bytes);
        return this;
    }

    /**
     * Adds arguments for the workers' JVMs. They come after the pool's own, so they win. Of this JVM's own arguments workers
     * inherit system properties ({@code -D}), module options, assertions, {@code --enable-preview} and {@code -Xss}; heap sizes,
     * collectors, agents, debugging, JMX, logging and cache options are not inherited.
     *
     * @param arguments as on the command line, one in each element; {@link #build()} refuses an element that begins with neither
     *     {@code -} nor {@code @}, or that holds several
     * @return this builder
     */
    public ProcessPoolExecutorBuilder jvmArguments(String... arguments) {
        jvmArguments.addAll(withoutNulls("jvmArguments", arguments));
        return this;
    }

    /**
     * Adds Java agents of the workers' JVMs, which inherit none: an agent that opens a port, or writes a file, can do so once only. The
     * system properties and environment variables that configure an agent are inherited. Workers with agents start without the
     * archive of {@link #startUpCache}.
     *
     * @param agents each the path of an agent's jar, relative to this JVM's directory, and after {@code =} its options if it wants any,
     *     as after {@code -javaagent:}. {@link #build()} refuses one that is not there or no agent, unless there is a
     *     {@link #commandPrefix}
     * @return this builder
     */
    public ProcessPoolExecutorBuilder agents(String... agents) {
        this.agents.addAll(withoutNulls("agents", agents));
        return this;
    }

    /**
     * Adds variables to the environment that workers inherit. {@code JAVA_TOOL_OPTIONS}, {@code JDK_JAVA_OPTIONS} and
     * {@code _JAVA_OPTIONS} are not inherited (they would override the workers' heap size); set them here to pass them on.
     *
     * @param variables names and values
     * @return this builder
     */
    public ProcessPoolExecutorBuilder environment(Map<String, String> variables) {
        Objects.requireNonNull(variables, "environment").forEach((variable, value) -> {
            if (variable.isEmpty() || variable.indexOf('=') >= 0 || variable.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("environment: '" + variable + "' is not the name of a variable");
            }
            environment.put(variable, Objects.requireNonNull(value, variable));
        });
        return this;
    }

    /**
     * Sets the workers' working directory.
     *
     * @param workingDirectory an existing directory; default: this JVM's
     * @return this builder
     * @throws IllegalArgumentException if it is not a directory
     */
    public ProcessPoolExecutorBuilder workingDirectory(Path workingDirectory) {
        if (!Files.isDirectory(Objects.requireNonNull(workingDirectory, "workingDirectory"))) {
            throw new IllegalArgumentException(
                    "workingDirectory must be an existing directory, but was '" + workingDirectory + "'");
        }
        this.workingDirectory = workingDirectory.toAbsolutePath();
        return this;
    }

    /**
     * Sets the Java executable of the workers.
     *
     * @param javaExecutable a program of JDK 17 or later; default: that of this JVM
     * @return this builder
     */
    public ProcessPoolExecutorBuilder javaExecutable(Path javaExecutable) {
        this.javaExecutable = Objects.requireNonNull(javaExecutable, "javaExecutable");
        return this;
    }

    /**
     * Replaces the workers' class path. It must contain this library, or {@link #build} fails.
     *
     * @param classPath directories, jars, and folders followed by {@code /*} for all jars in them; not empty; default: this JVM's
     *     class and module path, or, where this library is not on it, what the class loaders tell that have it, as in a servlet
     *     container. {@link #build()} refuses one that is not there, unless there is a {@link #commandPrefix}
     * @return this builder
     * @throws IllegalArgumentException if it is empty
     */
    public ProcessPoolExecutorBuilder classPath(List<Path> classPath) {
        if (Objects.requireNonNull(classPath, "classPath").isEmpty()) {
            throw new IllegalArgumentException("classPath must not be empty");
        }
        this.classPath = List.copyOf(classPath);
        return this;
    }

    /**
     * Sets a command that runs the Java executable, like {@code nice -n 10}. It must pass its standard input on.
     *
     * @param commandPrefix program and arguments, each word on its own; default: none. {@link #build()} refuses a program that is
     *     not there
     * @return this builder
     */
    public ProcessPoolExecutorBuilder commandPrefix(String... commandPrefix) {
        this.commandPrefix = withoutNulls("commandPrefix", commandPrefix);
        return this;
    }

    /**
     * Sets whether workers start with an archive of the classes that they load. The JVM of one more worker writes it in the
     * background when nothing is queued, once for each class path and JVM, without running code of the user's; workers that start
     * later use it, also those of other processes of this user. There is none for workers with a {@link #commandPrefix}, a module
     * path, agents or archives of their own.
     *
     * @param startUpCache default {@code true}, or {@code false} where the system property {@code io.github.processpool.startUpCache} is
     *     {@code false}
     * @return this builder
     */
    public ProcessPoolExecutorBuilder startUpCache(boolean startUpCache) {
        this.startUpCache = startUpCache;
        return this;
    }

    /**
     * Sets where that archive is kept.
     *
     * @param folder in which there is a folder of its own for each user; default: the user's cache folder
     * @return this builder
     */
    public ProcessPoolExecutorBuilder startUpCacheFolder(Path folder) {
        this.startUpCacheFolder =
                Objects.requireNonNull(folder, "startUpCacheFolder").toAbsolutePath();
        return this;
    }

    /**
     * Sets how long a worker may take from the beginning of its start to readiness, the customizer of its command and its initializer
     * included; the time in which it is {@link WorkerState#WAITING} for its turn does not count. It may take as long to
     * {@linkplain ProcessPoolExecutor#warmUpWorkers() warm up}; a worker that does both at its start has the time for both.
     *
     * @param startTimeout greater than zero; default 30 s
     * @return this builder
     * @throws IllegalArgumentException if it is not positive
     */
    public ProcessPoolExecutorBuilder startTimeout(Duration startTimeout) {
        this.startTimeout = Durations.positive("startTimeout", startTimeout);
        return this;
    }

    /**
     * Sets how long a worker may give no sign of life before it is killed. A task that computes does not suppress the
     * heartbeat; a stopped or swapped-out process does.
     *
     * @param heartbeatTimeout at least 500 ms, or zero to switch it off while debugging; default 30 s
     * @return this builder
     * @throws IllegalArgumentException if it is negative, or shorter than 500 ms
     */
    public ProcessPoolExecutorBuilder heartbeatTimeout(Duration heartbeatTimeout) {
        Durations.notNegative("heartbeatTimeout", heartbeatTimeout);
        if (!heartbeatTimeout.isZero() && heartbeatTimeout.compareTo(SHORTEST_HEARTBEAT) < 0) {
            throw new IllegalArgumentException("heartbeatTimeout must be zero (off) or at least "
                    + SHORTEST_HEARTBEAT.toMillis() + " ms, but was " + heartbeatTimeout);
        }
        this.heartbeatTimeout = heartbeatTimeout;
        return this;
    }

    /**
     * Sets how long an interrupted task may take to end before its worker is killed, for tasks that name no period themselves.
     *
     * @param gracePeriod zero or more; default 1 s
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public ProcessPoolExecutorBuilder gracePeriod(Duration gracePeriod) {
        this.gracePeriod = Durations.notNegative("gracePeriod", gracePeriod);
        return this;
    }

    /**
     * Sets how long a worker without a task may take to end when it is told to, with {@link WorkerInitializer#stop}, shutdown hooks
     * and what the JVM itself does at its exit. It is killed after that. A shutdown with a budget does not wait longer than that.
     *
     * @param stopTimeout zero or more; default 5 s
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public ProcessPoolExecutorBuilder stopTimeout(Duration stopTimeout) {
        this.stopTimeout = Durations.notNegative("stopTimeout", stopTimeout);
        return this;
    }

    /**
     * Sets the largest task and the largest result in bytes.
     *
     * @param bytes 1 KB to 2 GB; default 256 MB
     * @return this builder
     * @throws IllegalArgumentException if it is outside that range
     */
    public ProcessPoolExecutorBuilder maxPayload(long bytes) {
        if (bytes < 1024 || bytes > LARGEST_PAYLOAD) {
            throw new IllegalArgumentException(
                    "maxPayload must be at least 1 KB and less than 2 GB, but was " + bytes + " bytes");
        }
        this.maxPayload = bytes;
        return this;
    }

    /**
     * Filters what a worker deserializes as arguments, in the syntax of {@code jdk.serialFilter}. Without it
     * values may be 3 000 deep, and have arrays of 8 elements a byte and 1 048 576 more; {@code maxdepth} and {@code maxarray} in
     * the pattern take the place of these numbers.
     *
     * @param pattern for example {@code com.acme.**;java.base/*;!*}; default: limits only
     * @return this builder
     * @throws IllegalArgumentException if the pattern is not valid
     */
    public ProcessPoolExecutorBuilder parameterFilter(String pattern) {
        this.parameterFilter = checkedFilter("parameterFilter", pattern);
        return this;
    }

    /**
     * Filters what this JVM deserializes as results and exceptions, in the syntax of {@code jdk.serialFilter}. Without
     * it values may be 3 000 deep, and have arrays of 8 elements a byte and 1 048 576 more; {@code maxdepth} and {@code maxarray}
     * in the pattern take the place of these numbers.
     *
     * @param pattern for example {@code com.acme.**;java.base/*;!*}; default: limits only
     * @return this builder
     * @throws IllegalArgumentException if the pattern is not valid
     */
    public ProcessPoolExecutorBuilder resultFilter(String pattern) {
        this.resultFilter = checkedFilter("resultFilter", pattern);
        return this;
    }

    /**
     * Has this JVM deserialize only named classes from workers, and those of the module {@code java.base}; a short form of {@link
     * #resultFilter}, which it replaces. A result of another class fails its future, an exception of another class arrives as a
     * {@link RemoteTaskException}.
     *
     * @param classes full names of classes, {@code com.acme.*} for those of a package, or {@code com.acme.**} for those of a
     *     package and all below it; none: only {@code java.base}
     * @return this builder
     * @throws IllegalArgumentException if one of them is not of that form
     */
    public ProcessPoolExecutorBuilder resultClasses(String... classes) {
        StringBuilder pattern = new StringBuilder();
        for (String name : withoutNulls("resultClasses", classes)) {
            if (!CLASS_PATTERN.matcher(name).matches()) {
                throw new IllegalArgumentException("resultClasses: '" + name
                        + "' is neither the full name of a class nor a package followed by .* or .**");
            }
            pattern.append(name).append(';');
        }
        return resultFilter(pattern + "java.base/*;!*");
    }

    /**
     * Sets what runs once in every worker. Each worker gets a copy of its own, made when it starts.
     *
     * @param initializer serializable, which {@link #build()} makes sure of
     * @return this builder
     */
    public ProcessPoolExecutorBuilder initializer(WorkerInitializer initializer) {
        this.initializer = Objects.requireNonNull(initializer, "initializer");
        return this;
    }

    /**
     * Adds a listener.
     *
     * @param listener hears of everything that happens from then on
     * @return this builder
     */
    public ProcessPoolExecutorBuilder listener(ProcessPoolListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Adds a customizer of the workers' command; they are applied in the order in which they were added.
     *
     * @param customizer changes the command before each start
     * @return this builder
     */
    public ProcessPoolExecutorBuilder commandCustomizer(WorkerCommandCustomizer customizer) {
        customizers.add(Objects.requireNonNull(customizer, "commandCustomizer"));
        return this;
    }

    /**
     * Sets whether JMX shows the pool and lets operators act on it: as a {@link ProcessPoolMXBean} of the platform's MBean server, under
     * the name {@code io.github.processpool:type=ProcessPool,name=<name of the pool>}, from the beginning of the pool to its end.
     * Where another pool of this JVM has that name already, or there is no such server, one warning says so and the pool is
     * without.
     *
     * @param registerMbean default {@code false}
     * @return this builder
     */
    public ProcessPoolExecutorBuilder registerMbean(boolean registerMbean) {
        this.registerMbean = registerMbean;
        return this;
    }

    /**
     * Sets where the workers live: in processes, or, for tests, on threads of this JVM. {@link PoolMode} tells the difference.
     *
     * @param mode default {@link PoolMode#PROCESSES}
     * @return this builder
     */
    public ProcessPoolExecutorBuilder mode(PoolMode mode) {
        this.mode = Objects.requireNonNull(mode, "mode");
        return this;
    }

    /**
     * Sets what writes and reads arguments, captured values and results. {@link #parameterFilter} and {@link #resultFilter} do
     * not see what it reads.
     *
     * @param serializer serializable itself, since every worker gets a copy; default: Java serialization
     * @return this builder
     */
    public ProcessPoolExecutorBuilder serializer(PayloadSerializer serializer) {
        this.serializer = Objects.requireNonNull(serializer, "serializer");
        return this;
    }

    /**
     * Lets things go wrong on purpose, to test how the application takes it. Only in {@link PoolMode#IN_PROCESS}.
     *
     * @param faults may be told what is to go wrong before and after the pool is made
     * @return this builder
     */
    public ProcessPoolExecutorBuilder faults(PoolFaults faults) {
        this.faults = Objects.requireNonNull(faults, "faults");
        return this;
    }

    /**
     * Makes the pool and starts its minimum of workers in the background.
     *
     * @return a running pool
     * @throws IllegalArgumentException if settings do not fit together, or workers can't be started with them
     * @throws TaskSerializationException if the initializer or the serializer can't be serialized
     * @throws WorkerStartException if no place for the pool's socket can be found
     */
    public ProcessPoolExecutor build() {
        return open(null);
    }

    private ProcessPoolExecutor open(@Nullable Federation federation) {
        Machine machine = Machine.here();
        int most = maxWorkers > 0 ? maxWorkers : machine.processors();
        if (minWorkers > most) {
            throw new IllegalArgumentException("minWorkers must not exceed maxWorkers, but minWorkers is " + minWorkers
                    + " and maxWorkers is " + most);
        }
        PoolSettings.Sizing sizing = new PoolSettings.Sizing(
                minWorkers,
                workersOn(machine),
                idleTimeout,
                maxTasksPerWorker,
                spareWorkers,
                maxWorkerAge,
                maxWorkerMemory);
        PoolSettings settings = settings(sizing);
        if (maxWorkers == 0) {
            explain(machine, sizing.maxWorkers());
        }
        return ProcessPool.open(settings, registerMbean, federation);
    }

    /** Whoever counts on a worker for each processor finds in the log why there are fewer. */
    private void explain(Machine machine, int workers) {
        if (workers < machine.processors()) {
            ProcessPool.explain(
                    "Process pool '" + name + "' may have " + workers + " instead of " + machine.processors()
                            + " workers, one for each processor: there are " + machine.memory() / MEGABYTE
                            + " MB of memory, and this JVM may take " + machine.parentHeap() / MEGABYTE
                            + " MB for its heap. maxWorkers"
                            + " and workerHeap (process-pool.max-workers, process-pool.worker-heap) say otherwise");
        }
    }

    /** Workers on threads need no memory of their own, and behind a prefix there may be other limits than here. */
    private int workersOn(Machine machine) {
        if (maxWorkers > 0) {
            return maxWorkers;
        }
        boolean here = mode != PoolMode.IN_PROCESS && commandPrefix.isEmpty();
        return here ? Math.max(minWorkers, machine.workers(spareWorkers, workerHeap)) : machine.processors();
    }

    private long heapOn(Machine machine) {
        return workerHeap > 0 ? workerHeap : machine.heap(workersOn(machine) + spareWorkers);
    }

    /** For {@link IsolatedProcess}: one worker, and no other to come after it. */
    <T extends @Nullable Object> IsolatedProcess<T> isolate(SerializableCallable<T> task) {
        return OneTaskProcess.of(settingsOfOne(), task);
    }

    /** As above, for a task that returns nothing. */
    IsolatedProcess<@Nullable Void> isolate(SerializableRunnable task) {
        return OneTaskProcess.of(settingsOfOne(), task);
    }

    private PoolSettings settingsOfOne() {
        return settings(new PoolSettings.Sizing(0, 1, idleTimeout, Integer.MAX_VALUE, 0, null, Long.MAX_VALUE));
    }

    private PoolSettings settings(PoolSettings.Sizing sizing) {
        boolean inProcess = mode == PoolMode.IN_PROCESS;
        if (faults != null && !inProcess) {
            throw new IllegalArgumentException(
                    "faults can only be injected with mode(PoolMode.IN_PROCESS), but mode is " + mode);
        }
        if (!inProcess && commandPrefix.isEmpty()) { // Behind a prefix there may be another limit.
            Sizes.checkHeap(workerHeap);
        }
        List<String> arguments = new ArrayList<>(WorkerAgents.arguments(agents, !inProcess && commandPrefix.isEmpty()));
        arguments.addAll(jvmArguments);
        return new PoolSettings(
                name,
                sizing,
                new PoolSettings.Limits(
                        queueCapacity,
                        maxQueuedBytes,
                        whenFull,
                        maxPayload,
                        parameterFilter,
                        resultFilter,
                        quarantineAfter),
                new PoolSettings.Clocks(startTimeout, heartbeatTimeout, gracePeriod, stopTimeout),
                new PoolSettings.Launch(
                        inProcess ? Runtime.getRuntime().maxMemory() : heapOn(Machine.here()),
                        arguments,
                        environment,
                        workingDirectory,
                        javaExecutable,
                        classPath,
                        commandPrefix,
                        customizers,
                        inProcess ? inProcessWorkers() : null),
                serializer,
                initializer,
                listeners,
                inProcess || !startUpCache ? List.of() : cachePlaces());
    }

    private InProcessWorkers inProcessWorkers() {
        List<String> ignored = new ArrayList<>();
        addIf(workerHeap > 0, "workerHeap", ignored);
        addIf(maxWorkerMemory < Long.MAX_VALUE, "maxWorkerMemory", ignored);
        addIf(!jvmArguments.isEmpty(), "jvmArguments", ignored);
        addIf(!agents.isEmpty(), "agents", ignored);
        addIf(!environment.isEmpty(), "environment", ignored);
        addIf(workingDirectory != null, "workingDirectory", ignored);
        addIf(!javaExecutable.equals(defaultJavaExecutable()), "javaExecutable", ignored);
        addIf(classPath != null, "classPath", ignored);
        addIf(!commandPrefix.isEmpty(), "commandPrefix", ignored);
        addIf(!customizers.isEmpty(), "commandCustomizer", ignored);
        return new InProcessWorkers(name, ignored, faults == null ? FaultSource.NONE : faults.source());
    }

    private List<Path> cachePlaces() {
        return startUpCacheFolder == null ? CachePlace.defaultPlaces() : List.of(startUpCacheFolder);
    }

    private static void addIf(boolean set, String setting, List<String> settings) {
        if (set) {
            settings.add(setting);
        }
    }

    private static Path defaultJavaExecutable() {
        return Path.of(System.getProperty("java.home", ""), "bin", "java");
    }

    private static long atLeast(long minimum, String setting, long value) {
        if (value < minimum) {
            throw new IllegalArgumentException(setting + " must be at least " + minimum + ", but was " + value);
        }
        return value;
    }

    private static List<String> withoutNulls(String setting, String... values) {
        for (String value : Objects.requireNonNull(values, setting)) {
            Objects.requireNonNull(value, setting);
        }
        return List.of(values);
    }

    private static String checkedFilter(String setting, String pattern) {
        Objects.requireNonNull(pattern, setting);
        try {
            ObjectInputFilter.Config.createFilter(pattern);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    setting + " is not a valid filter: '" + pattern + "' (" + e.getMessage() + ")", e);
        }
        return pattern;
    }
}

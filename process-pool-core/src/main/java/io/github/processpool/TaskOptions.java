package io.github.processpool;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How one task, or all tasks of a {@link ProcessPoolExecutor#with view}, are to be run. Immutable and safe to share.
 *
 * <p>Three clocks are told apart: {@code queueTimeout} bounds the wait, {@code timeout} the execution, {@code deadline} both
 * together.
 */
public final class TaskOptions {

    private static final TaskOptions DEFAULTS = builder().build();

    private final Optional<String> name;
    private final Optional<Duration> timeout;
    private final Optional<Duration> queueTimeout;
    private final Optional<Duration> deadline;
    private final Optional<Duration> gracePeriod;
    private final int priority;
    private final int maxAttempts;
    private final Optional<String> quarantineKey;
    private final Optional<String> affinityKey;
    private final Placement placement;

    private TaskOptions(Builder builder) {
        this.name = builder.name;
        this.timeout = builder.timeout;
        this.queueTimeout = builder.queueTimeout;
        this.deadline = builder.deadline;
        this.gracePeriod = builder.gracePeriod;
        this.priority = builder.priority;
        this.maxAttempts = builder.maxAttempts;
        this.quarantineKey = builder.quarantineKey;
        this.affinityKey = builder.affinityKey;
        this.placement = builder.placement;
    }

    /**
     * Starts from the defaults: no name, no time limit, the pool's grace period, priority 0, one attempt.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the options of a task for which nothing was said.
     *
     * @return the defaults
     */
    public static TaskOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Starts from these options.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.name = name;
        builder.timeout = timeout;
        builder.queueTimeout = queueTimeout;
        builder.deadline = deadline;
        builder.gracePeriod = gracePeriod;
        builder.priority = priority;
        builder.maxAttempts = maxAttempts;
        builder.quarantineKey = quarantineKey;
        builder.affinityKey = affinityKey;
        builder.placement = placement;
        return builder;
    }

    /**
     * Returns the name that logs, metrics and snapshots show.
     *
     * @return the name; empty: derived from the task's class or lambda
     */
    public Optional<String> name() {
        return name;
    }

    /**
     * Returns how long the task may run, from the moment a worker begins it.
     *
     * @return the limit; empty: none
     */
    public Optional<Duration> timeout() {
        return timeout;
    }

    /**
     * Returns how long the task may wait before a worker begins it.
     *
     * @return the limit; empty: none
     */
    public Optional<Duration> queueTimeout() {
        return queueTimeout;
    }

    /**
     * Returns how long waiting and running may take together, from submission.
     *
     * @return the limit; empty: none
     */
    public Optional<Duration> deadline() {
        return deadline;
    }

    /**
     * Returns how long the task may take to end after it was interrupted, before its worker is killed.
     *
     * @return the period; empty: the pool's
     */
    public Optional<Duration> gracePeriod() {
        return gracePeriod;
    }

    /**
     * Returns the priority; higher ones begin first, equal ones in the order of submission. A running task is never
     * preempted.
     *
     * @return the priority, 0 by default
     */
    public int priority() {
        return priority;
    }

    /**
     * Returns how often the task is run in all if it is lost <em>with its worker</em>. An exception that the task throws is
     * never retried.
     *
     * @return at least 1, which is the default
     */
    public int maxAttempts() {
        return maxAttempts;
    }

    /**
     * Returns what the task has in common with others that are likely to harm their worker in the same way.
     *
     * @return the key; empty: the task is never quarantined
     */
    public Optional<String> quarantineKey() {
        return quarantineKey;
    }

    /**
     * Returns what the task has in common with others that had best run in the same worker.
     *
     * @return the key; empty: any worker is as good as another
     */
    public Optional<String> affinityKey() {
        return affinityKey;
    }

    /**
     * Returns where the task may run, in a pool that the members of a cluster share.
     *
     * @return {@link Placement#ANYWHERE} by default
     */
    public Placement placement() {
        return placement;
    }

    /** Collects options; not safe for use by several threads. */
    public static final class Builder {

        private Optional<String> name = Optional.empty();
        private Optional<Duration> timeout = Optional.empty();
        private Optional<Duration> queueTimeout = Optional.empty();
        private Optional<Duration> deadline = Optional.empty();
        private Optional<Duration> gracePeriod = Optional.empty();
        private int priority;
        private int maxAttempts = 1;
        private Optional<String> quarantineKey = Optional.empty();
        private Optional<String> affinityKey = Optional.empty();
        private Placement placement = Placement.ANYWHERE;

        private Builder() {}

        /**
         * Sets the name that logs, metrics and snapshots show.
         *
         * @param name not blank; control characters, as newlines, are replaced
         * @return this builder
         * @throws IllegalArgumentException if the name is blank
         */
        public Builder name(String name) {
            Objects.requireNonNull(name, "name");
            if (name.isBlank()) {
                throw new IllegalArgumentException("name must not be blank");
            }
            this.name = Optional.of(name);
            return this;
        }

        /**
         * Limits the execution; the clock starts when a worker begins the task. When it runs out the task is interrupted,
         * and after the grace period its worker is killed; the future fails with {@link TaskTimeoutException}.
         *
         * @param timeout greater than zero
         * @return this builder
         * @throws IllegalArgumentException if the timeout is not positive
         */
        public Builder timeout(Duration timeout) {
            this.timeout = Optional.of(Durations.positive("timeout", timeout));
            return this;
        }

        /**
         * Limits the wait for a worker.
         *
         * @param queueTimeout greater than zero
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder queueTimeout(Duration queueTimeout) {
            this.queueTimeout = Optional.of(Durations.positive("queueTimeout", queueTimeout));
            return this;
        }

        /**
         * Limits waiting and execution together; the clock starts with the submission.
         *
         * @param deadline greater than zero
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder deadline(Duration deadline) {
            this.deadline = Optional.of(Durations.positive("deadline", deadline));
            return this;
        }

        /**
         * Sets how long an interrupted task may take to end before its worker is killed.
         *
         * @param gracePeriod zero or more; zero kills at once, without an interrupt
         * @return this builder
         * @throws IllegalArgumentException if it is negative
         */
        public Builder gracePeriod(Duration gracePeriod) {
            this.gracePeriod = Optional.of(Durations.notNegative("gracePeriod", gracePeriod));
            return this;
        }

        /**
         * Sets the priority; higher begins first, and within one priority tasks begin in the order of submission. It decides which
         * of the waiting tasks begins next, whatever their {@link #affinityKey}; a task that runs is never preempted, so one of
         * a high priority still waits while all workers are busy.
         *
         * @param priority any number, 0 by default
         * @return this builder
         */
        public Builder priority(int priority) {
            this.priority = priority;
            return this;
        }

        /**
         * Declares the task idempotent, and says how often it is run in all if it is lost with its worker.
         *
         * @param maxAttempts at least 1
         * @return this builder
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder maxAttempts(int maxAttempts) {
            if (maxAttempts < 1) {
                throw new IllegalArgumentException("maxAttempts must be at least 1, but was " + maxAttempts);
            }
            this.maxAttempts = maxAttempts;
            return this;
        }

        /**
         * Says what the task has in common with others that are likely to harm their worker in the same way, like the name of
         * a document. When {@link ProcessPoolExecutorBuilder#quarantineAfter} workers in a row were lost with tasks of one key,
         * no task of it is run any more: those that wait, those that would be tried again and those that are still submitted
         * fail with {@link TaskQuarantinedException}, through their futures. Tasks that run just then go on.
         *
         * <p>Only workers count that a task killed: by a crash, an exit, an exhausted heap, or so that they gave no sign of life
         * any more. A worker that the pool killed, because its task was cancelled or had run out of time, does not count. A
         * task of the key that ends, well or with an exception, and leaves its worker in order sets the count back to zero.
         *
         * <p>The quarantine lasts as long as the pool. A pool remembers the 10 000 keys with losses that it was asked for last.
         *
         * @param quarantineKey not blank
         * @return this builder
         * @throws IllegalArgumentException if the key is blank
         */
        public Builder quarantineKey(String quarantineKey) {
            Objects.requireNonNull(quarantineKey, "quarantineKey");
            if (quarantineKey.isBlank()) {
                throw new IllegalArgumentException("quarantineKey must not be blank");
            }
            this.quarantineKey = Optional.of(quarantineKey);
            return this;
        }

        /**
         * Says what the task has in common with others that had best run in the same worker, because it keeps something for
         * them, say in {@link WorkerContext#attributes()}. The task goes to the worker that was last given one of the same
         * key, if that worker is free. It is a wish and no promise: no task waits for its worker while another one is idle,
         * and none overtakes another because of its key. The worker may also have ended; so the task must be able to do
         * without what it hopes to find.
         *
         * <p>A pool remembers the 10 000 keys that were used last.
         *
         * @param affinityKey not blank
         * @return this builder
         * @throws IllegalArgumentException if the key is blank
         */
        public Builder affinityKey(String affinityKey) {
            Objects.requireNonNull(affinityKey, "affinityKey");
            if (affinityKey.isBlank()) {
                throw new IllegalArgumentException("affinityKey must not be blank");
            }
            this.affinityKey = Optional.of(affinityKey);
            return this;
        }

        /**
         * Says where the task may run, in a pool that the members of a cluster share. A task that holds a shared object or buffer of
         * this JVM runs here in any case.
         *
         * @param placement {@link Placement#HERE} for a task that needs something of this machine, like a file
         * @return this builder
         */
        public Builder placement(Placement placement) {
            this.placement = Objects.requireNonNull(placement, "placement");
            return this;
        }

        /**
         * Makes the options.
         *
         * @return immutable options
         */
        public TaskOptions build() {
            return new TaskOptions(this);
        }
    }
}

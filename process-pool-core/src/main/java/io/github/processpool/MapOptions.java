package io.github.processpool;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How {@link TaskSubmitter#map(SerializableFunction, Iterable, MapOptions) map} and its like divide their inputs. Immutable and
 * safe to share.
 *
 * <p>The names are those of Python's {@code Executor.map}: chunksize, buffersize, timeout; automatic chunks are an idea of its
 * {@code multiprocessing.Pool.map}, where their size depends on the number of inputs, and here on how long the elements take.
 */
public final class MapOptions {

    private static final MapOptions DEFAULTS = builder().build();

    private final int chunkSize;
    private final boolean autoChunk;
    private final OptionalInt bufferSize;
    private final Optional<Duration> timeout;
    private final Optional<MapProgressListener> progress;

    private MapOptions(Builder builder) {
        this.chunkSize = builder.chunkSize;
        this.autoChunk = builder.autoChunk;
        this.bufferSize = builder.bufferSize;
        this.timeout = builder.timeout;
        this.progress = builder.progress;
    }

    /**
     * Starts from the defaults: chunks of 1, a buffer that keeps all workers busy, no time limit, nobody who hears of its
     * progress.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the options of a map for which nothing was said.
     *
     * @return the defaults
     */
    public static MapOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Returns how many elements are sent to a worker as one task.
     *
     * @return at least 1; 1 as well if chunks are automatic
     */
    public int chunkSize() {
        return chunkSize;
    }

    /**
     * Returns whether the size of the chunks follows from how long the elements take.
     *
     * @return true if so
     */
    public boolean autoChunk() {
        return autoChunk;
    }

    /**
     * Returns how many inputs may be taken ahead of the consumer.
     *
     * @return the limit; empty: it follows from the number of workers and the size of the chunks
     */
    public OptionalInt bufferSize() {
        return bufferSize;
    }

    /**
     * Returns how long the whole map may take.
     *
     * @return the limit; empty: none
     */
    public Optional<Duration> timeout() {
        return timeout;
    }

    /**
     * Returns who hears how far the map is.
     *
     * @return the listener; empty: nobody
     */
    public Optional<MapProgressListener> progress() {
        return progress;
    }

    @Override
    public String toString() {
        return "MapOptions[chunkSize=" + (autoChunk ? "auto" : chunkSize)
                + (bufferSize.isPresent() ? ", bufferSize=" + bufferSize.getAsInt() : "")
                + timeout.map(limit -> ", timeout=" + limit).orElse("")
                + progress.map(listener -> ", progress=" + listener).orElse("") + "]";
    }

    /** Collects the options; not safe for use by several threads. */
    public static final class Builder {

        private int chunkSize = 1;
        private boolean autoChunk;
        private OptionalInt bufferSize = OptionalInt.empty();
        private Optional<Duration> timeout = Optional.empty();
        private Optional<MapProgressListener> progress = Optional.empty();

        private Builder() {}

        /**
         * Sends so many elements to a worker as one task: for elements so short that sending them takes longer than running
         * them. A chunk counts as that many tasks for {@code maxTasksPerWorker} and as one for {@code queueCapacity}; it has one
         * {@code taskId}; a timeout of the {@link TaskOptions} is that of the whole chunk. Never more than 1 048 576 elements
         * are sent at once, and never more than the buffer holds.
         *
         * @param elements at least 1, which is the default
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder chunkSize(int elements) {
            if (elements < 1) {
                throw new IllegalArgumentException("chunkSize must be at least 1, but was " + elements);
            }
            chunkSize = elements;
            autoChunk = false;
            return this;
        }

        /**
         * Lets the size of the chunks follow from how long the elements take: it begins with 1, grows while elements are much
         * shorter than a round trip, and shrinks when they turn out to be slow. A chunk ends by itself after some milliseconds,
         * and while the consumer waits, what a slow element holds up is given to other workers, so no worker holds the tail. No
         * element begins twice, unless {@link TaskOptions#maxAttempts()} allows it. At most 32 MiB of results wait behind one that
         * is slow, beside those of the chunks that run. Replaces a {@link #chunkSize}.
         *
         * @return this
         */
        public Builder autoChunk() {
            chunkSize = 1;
            autoChunk = true;
            return this;
        }

        /**
         * Limits how many inputs are taken from the iterable ahead of what the consumer has received. The default is bounded,
         * and at least 2 × workers × chunk. A smaller one limits the chunk.
         *
         * @param inputs at least 1
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder bufferSize(int inputs) {
            if (inputs < 1) {
                throw new IllegalArgumentException("bufferSize must be at least 1, but was " + inputs);
            }
            bufferSize = OptionalInt.of(inputs);
            return this;
        }

        /**
         * Limits how long the whole map may take, from the beginning of the terminal operation. When the time is up, the
         * consumer gets one {@link TaskTimeoutException}, nothing more is started, and the stream ends; what runs goes on
         * unless a timeout of the {@link TaskOptions} ends it.
         *
         * @param limit greater than zero
         * @return this
         * @throws IllegalArgumentException if it is not greater than zero
         */
        public Builder timeout(Duration limit) {
            timeout = Optional.of(Durations.positive("timeout", limit));
            return this;
        }

        /**
         * Lets somebody hear how far the map is, such as a {@link ProgressBar#console}. The default is nobody.
         *
         * @param listener told on the consumer's thread
         * @return this
         */
        public Builder progress(MapProgressListener listener) {
            progress = Optional.of(Objects.requireNonNull(listener, "progress"));
            return this;
        }

        /**
         * Returns the options.
         *
         * @return immutable options
         */
        public MapOptions build() {
            return new MapOptions(this);
        }
    }
}

package io.github.processpool.internal.inprocess;

import org.jspecify.annotations.Nullable;

/** Tells when something is to go wrong, and in which way. <b>Thread safety:</b> implementations are safe for use by any thread. */
public interface FaultSource {

    /** Nothing goes wrong by itself. */
    FaultSource NONE = new FaultSource() {
        @Override
        public @Nullable TaskFault nextFor(String taskName) {
            return null;
        }

        @Override
        public boolean failsNextStart() {
            return false;
        }

        @Override
        public boolean isNone() {
            return true;
        }
    };

    /**
     * Called as a task begins.
     *
     * @param taskName its name
     * @return the accident that happens instead of it; null: it runs
     */
    @Nullable
    TaskFault nextFor(String taskName);

    /**
     * Called as a worker starts.
     *
     * @return whether the start is to fail
     */
    boolean failsNextStart();

    /**
     * Returns whether there never is a fault, so that nobody need be asked for the names of tasks.
     *
     * @return true if so
     */
    default boolean isNone() {
        return false;
    }
}

package io.github.processpool.internal.parent;

import io.github.processpool.internal.parent.flight.FlightRecords;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolSettings;
import io.github.processpool.internal.parent.pool.PoolThreads;
import io.github.processpool.internal.parent.pool.TimerThread;
import io.github.processpool.internal.parent.process.PoolFolder;
import io.github.processpool.internal.parent.task.Callbacks;
import io.github.processpool.internal.parent.task.Events;

/**
 * The parts of a pool on which both its halves stand, the {@link TaskPath} and the {@link Workforce}; made first and released
 * last by the {@link Engine}.
 *
 * @param pool settings, lock, state, clock and counters
 * @param threads makes every thread of the pool
 * @param folder holds the pool's files
 * @param callbacks run code of the user
 * @param events tell the listeners and the flight recorder
 */
record Foundation(PoolContext pool, PoolThreads threads, PoolFolder folder, Callbacks callbacks, Events events) {

    static Foundation of(PoolSettings settings, PoolFolder folder) {
        PoolThreads threads = new PoolThreads(settings.name());
        TimerThread timer = new TimerThread(threads.named("timer"));
        PoolContext pool = PoolContext.of(settings, timer);
        Callbacks callbacks = new Callbacks(threads.lent("callback"), pool.lock(), timer);
        timer.onFailure(callbacks::complain);
        pool.lock().onFailure(callbacks::complain);
        FlightRecords flight = FlightRecords.of(settings.name());
        Events events = new Events(settings.listeners(), callbacks, pool.counters(), flight);
        return new Foundation(pool, threads, folder, callbacks, events);
    }

    /** Returns whether the workers are threads of this JVM. */
    boolean isInProcess() {
        return pool.settings().launch().isInProcess();
    }

    void close() {
        folder.delete();
        pool.timer().close();
        callbacks.close();
    }
}

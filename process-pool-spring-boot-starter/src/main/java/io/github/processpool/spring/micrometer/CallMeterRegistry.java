package io.github.processpool.spring.micrometer;

import io.github.processpool.spring.micrometer.CallNotes.Noted;
import io.github.processpool.spring.worker.bean.CalledMeters;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.cumulative.CumulativeCounter;
import io.micrometer.core.instrument.cumulative.CumulativeDistributionSummary;
import io.micrometer.core.instrument.cumulative.CumulativeTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The registry of a worker: notes what counters, timers and summaries are told on the thread of a call of a bean, for the parent.
 * It has no filters and adds no tags, since the parent's registry does. Gauges, and the meters that Micrometer's binders keep of this
 * process, stay here.
 *
 * <p><b>Thread safety:</b> as in Micrometer's; notes belong to their thread.
 */
public final class CallMeterRegistry extends SimpleMeterRegistry implements CalledMeters.Recorder {

    private static final String BINDERS = "io.micrometer.core.instrument.binder.";
    /** Its meters are no binder's. */
    private static final String CONNECTION_POOL = "com.zaxxer.hikari.metrics.";

    private static final ThreadLocal<@Nullable CallNotes> NOTES = new ThreadLocal<>();

    private final Config unchanged = new Config() {

        @Override
        public synchronized Config meterFilter(MeterFilter filter) {
            return this;
        }
    };

    /**
     * Creates the registry, which notes what calls of this process count from now on.
     *
     * @param clock of its meters
     */
    public CallMeterRegistry(Clock clock) {
        super(SimpleConfig.DEFAULT, clock);
        CalledMeters.noteBy(this);
    }

    @Override
    public void begin() {
        NOTES.set(new CallNotes());
    }

    @Override
    public byte @Nullable [] end() {
        CallNotes notes = NOTES.get();
        NOTES.remove();
        return notes == null ? null : notes.toBytes();
    }

    @Override
    public Config config() {
        return unchanged;
    }

    /** JVM, logging, connection pools and the like; they are the process' own, and the application has them, too. */
    private static boolean isMadeByBinder() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> "bindTo".equals(frame.getMethodName())
                                && frame.getClassName().startsWith(BINDERS)
                        || isOfConnectionPool(frame.getClassName())));
    }

    static boolean isOfConnectionPool(String className) {
        return className.startsWith(CONNECTION_POOL);
    }

    @Override
    protected Counter newCounter(Meter.Id id) {
        return isMadeByBinder() ? super.newCounter(id) : new NotedCounter(id);
    }

    @Override
    protected Timer newTimer(Meter.Id id, DistributionStatisticConfig statistics, PauseDetector pauses) {
        return isMadeByBinder()
                ? super.newTimer(id, statistics, pauses)
                : new NotedTimer(id, clock, statistics, pauses, getBaseTimeUnit());
    }

    @Override
    protected DistributionSummary newDistributionSummary(
            Meter.Id id, DistributionStatisticConfig statistics, double scale) {
        return isMadeByBinder()
                ? super.newDistributionSummary(id, statistics, scale)
                : new NotedSummary(id, clock, statistics, scale);
    }

    private static final class NotedCounter extends CumulativeCounter {

        private final Noted noted;

        NotedCounter(Meter.Id id) {
            super(id);
            this.noted = new Noted(id, null);
        }

        @Override
        public void increment(double amount) {
            super.increment(amount);
            CallNotes notes = NOTES.get();
            if (notes != null) {
                notes.count(noted, amount);
            }
        }
    }

    private static final class NotedTimer extends CumulativeTimer {

        private final Noted noted;

        NotedTimer(
                Meter.Id id, Clock clock, DistributionStatisticConfig statistics, PauseDetector pauses, TimeUnit unit) {
            super(id, clock, DistributionStatisticConfig.DEFAULT, pauses, unit);
            this.noted = new Noted(id, statistics);
        }

        @Override
        protected void recordNonNegative(long amount, TimeUnit unit) {
            super.recordNonNegative(amount, unit);
            CallNotes notes = NOTES.get();
            if (notes != null) {
                notes.record(noted, unit.toNanos(amount));
            }
        }
    }

    private static final class NotedSummary extends CumulativeDistributionSummary {

        private final Noted noted;

        NotedSummary(Meter.Id id, Clock clock, DistributionStatisticConfig statistics, double scale) {
            super(id, clock, DistributionStatisticConfig.DEFAULT, scale);
            this.noted = new Noted(id, statistics);
        }

        /** Scaled already, as the parent's is not to do once more. */
        @Override
        protected void recordNonNegative(double amount) {
            super.recordNonNegative(amount);
            CallNotes notes = NOTES.get();
            if (notes != null) {
                notes.record(noted, amount);
            }
        }
    }
}

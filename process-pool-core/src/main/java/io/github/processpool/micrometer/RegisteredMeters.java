package io.github.processpool.micrometer;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;

/**
 * Remembers which meters were put into which registry, so that they can be removed.
 *
 * <p><b>Thread safety:</b> any thread; a registry is asked without the lock.
 */
final class RegisteredMeters {

    /** Guarded by this. */
    private List<Entry> entries = new ArrayList<>();

    private record Entry(MeterRegistry registry, Meter meter) {}

    /** Remembers a meter, and returns it. */
    synchronized <M extends Meter> M add(MeterRegistry registry, M meter) {
        entries.add(new Entry(registry, meter));
        return meter;
    }

    void removeAll() {
        take().forEach(entry -> entry.registry().remove(entry.meter()));
    }

    private synchronized List<Entry> take() {
        List<Entry> taken = entries;
        entries = new ArrayList<>();
        return taken;
    }
}

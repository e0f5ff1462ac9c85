package io.github.processpool.spring.micrometer;

import io.github.processpool.spring.worker.bean.MeterSink;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parent's end of what called beans count in workers: reads the bytes of {@link CallNotes} and tells the application's meters of
 * the same names and tags. Workers can't make it have more than a number of meters, and nothing they send fails a call.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class MeterArrivals implements MeterSink {

    private static final Logger log = LoggerFactory.getLogger(MeterArrivals.class);
    private static final Meter.Type[] TYPES = Meter.Type.values();
    private static final int MOST_BYTES = 1 << 20;

    /** Of the types that travel: a counter, a timer or a summary as it was noted. */
    private record Arrived(Meter.Id id, boolean histogram, double[] percentiles, double[] objectives) {}

    private final Supplier<MeterRegistry> registry;
    private final Set<Meter.Id> known = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean told = new AtomicBoolean();
    /** Looked up with the first that arrives; volatile: two threads may do so, and find the same. */
    private volatile @Nullable MeterRegistry found;

    /**
     * Creates the parent's end.
     *
     * @param registry the application's
     */
    public MeterArrivals(Supplier<MeterRegistry> registry) {
        this.registry = registry;
    }

    @Override
    public void add(byte[] noted) {
        if (noted.length > MOST_BYTES) {
            tellOnce();
            return;
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(noted))) {
            if (in.readBoolean()) {
                tellOnce();
            }
            for (int left = in.readInt(); left > 0; left--) {
                add(read(in), readDoubles(in));
            }
        } catch (IOException | RuntimeException e) {
            log.debug("What a bean has counted in a worker can't be added to the application's meters", e);
        }
    }

    private void add(Arrived meter, double[] amounts) {
        if (known.size() >= CallNotes.MOST_METERS && !known.contains(meter.id())) {
            tellOnce();
            return;
        }
        known.add(meter.id());
        try {
            switch (meter.id().getType()) {
                case COUNTER -> counter(meter).increment(Arrays.stream(amounts).sum());
                case TIMER -> {
                    Timer timer = timer(meter);
                    Arrays.stream(amounts).forEach(nanos -> timer.record(Duration.ofNanos((long) nanos)));
                }
                case DISTRIBUTION_SUMMARY -> Arrays.stream(amounts).forEach(summary(meter)::record);
                default -> log.debug("{} can't arrive", meter);
            }
        } catch (RuntimeException e) { // Of the same name as another kind, for example.
            log.debug("{} can't be added to the application's meters", meter.id(), e);
        }
    }

    private MeterRegistry registry() {
        MeterRegistry present = found;
        if (present == null) {
            present = registry.get();
            found = present;
        }
        return present;
    }

    private Counter counter(Arrived meter) {
        return Counter.builder(meter.id().getName())
                .tags(meter.id().getTags())
                .description(meter.id().getDescription())
                .baseUnit(meter.id().getBaseUnit())
                .register(registry());
    }

    private Timer timer(Arrived meter) {
        Timer.Builder builder = Timer.builder(meter.id().getName())
                .tags(meter.id().getTags())
                .description(meter.id().getDescription())
                .publishPercentileHistogram(meter.histogram() ? true : null);
        if (meter.percentiles().length > 0) {
            builder.publishPercentiles(meter.percentiles());
        }
        if (meter.objectives().length > 0) {
            builder.serviceLevelObjectives(Arrays.stream(meter.objectives())
                    .mapToObj(nanos -> Duration.ofNanos((long) nanos))
                    .toArray(Duration[]::new));
        }
        return builder.register(registry());
    }

    private DistributionSummary summary(Arrived meter) {
        DistributionSummary.Builder builder = DistributionSummary.builder(
                        meter.id().getName())
                .tags(meter.id().getTags())
                .description(meter.id().getDescription())
                .baseUnit(meter.id().getBaseUnit())
                .publishPercentileHistogram(meter.histogram() ? true : null);
        if (meter.percentiles().length > 0) {
            builder.publishPercentiles(meter.percentiles());
        }
        if (meter.objectives().length > 0) {
            builder.serviceLevelObjectives(meter.objectives());
        }
        return builder.register(registry());
    }

    private static Arrived read(DataInputStream in) throws IOException {
        Meter.Type type = TYPES[in.readByte()];
        String name = in.readUTF();
        String description = readText(in);
        String unit = readText(in);
        List<Tag> tags = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            tags.add(Tag.of(in.readUTF(), in.readUTF()));
        }
        Meter.Id id = new Meter.Id(name, Tags.of(tags), unit, description, type);
        return new Arrived(id, in.readBoolean(), readDoubles(in), readDoubles(in));
    }

    private static @Nullable String readText(DataInputStream in) throws IOException {
        return in.readBoolean() ? in.readUTF() : null;
    }

    private static double[] readDoubles(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available() / Double.BYTES) {
            throw new IOException("No such number of values: " + length);
        }
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = in.readDouble();
        }
        return values;
    }

    private void tellOnce() {
        if (told.compareAndSet(false, true)) {
            log.warn(
                    "Beans that are called in workers count more than arrives here: up to {} meters in all, with texts of up to"
                            + " 64 KiB, and up to {} amounts of a call. The rest is not counted. Use tags of few values. (This is"
                            + " said once.)",
                    CallNotes.MOST_METERS,
                    CallNotes.MOST_AMOUNTS);
        }
    }
}

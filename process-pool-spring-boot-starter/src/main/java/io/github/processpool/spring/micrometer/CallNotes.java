package io.github.processpool.spring.micrometer;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one call of a bean has counted in a worker: filled by the meters of {@link CallMeterRegistry}, read as bytes by {@link
 * MeterArrivals} in the parent. Holds no more than a call can be expected to need, and says if there was more.
 *
 * <p>{@code boolean cut, int meters, {byte kind, name, description, unit, int tags {key, value}, statistics, int amounts {double}}},
 * where statistics are {@code boolean histogram, int percentiles {double}, int objectives {double}}.
 *
 * <p><b>Thread safety:</b> belongs to the thread of the call.
 */
final class CallNotes {

    static final int MOST_METERS = 1000;
    static final int MOST_AMOUNTS = 20_000;

    /** A meter, and what its timer or summary publishes. */
    record Noted(Meter.Id id, @Nullable DistributionStatisticConfig statistics) {}

    /** The one amount of a counter is the sum. */
    private final Map<Noted, List<Double>> amounts = new LinkedHashMap<>();

    private int recorded;
    private boolean cut;

    void count(Noted meter, double amount) {
        List<Double> sum = of(meter);
        if (sum != null) {
            if (sum.isEmpty()) {
                sum.add(amount);
            } else {
                sum.set(0, sum.get(0) + amount);
            }
        }
    }

    void record(Noted meter, double amount) {
        List<Double> all = recorded < MOST_AMOUNTS ? of(meter) : null;
        if (all == null) {
            cut = true;
        } else {
            all.add(amount);
            recorded++;
        }
    }

    private @Nullable List<Double> of(Noted meter) {
        List<Double> known = amounts.get(meter);
        if (known == null && amounts.size() < MOST_METERS) {
            known = new ArrayList<>();
            amounts.put(meter, known);
        }
        cut |= known == null;
        return known;
    }

    byte @Nullable [] toBytes() {
        if (amounts.isEmpty()) {
            return null;
        }
        List<byte[]> meters = new ArrayList<>();
        amounts.forEach((meter, all) -> {
            byte[] written = write(meter, all);
            if (written == null) {
                cut = true;
            } else {
                meters.add(written);
            }
        });
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeBoolean(cut);
            out.writeInt(meters.size());
            for (byte[] meter : meters) {
                out.write(meter);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Null if one of its texts has over 64 KiB. */
    private static byte @Nullable [] write(Noted meter, List<Double> all) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, meter);
            write(out, all.stream().mapToDouble(Double::doubleValue).toArray());
        } catch (UTFDataFormatException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Noted meter) throws IOException {
        Meter.Id id = meter.id();
        out.writeByte(id.getType().ordinal());
        out.writeUTF(id.getName());
        write(out, id.getDescription());
        write(out, id.getBaseUnit());
        out.writeInt(id.getTags().size());
        for (Tag tag : id.getTags()) {
            out.writeUTF(tag.getKey());
            out.writeUTF(tag.getValue());
        }
        DistributionStatisticConfig statistics = meter.statistics();
        out.writeBoolean(statistics != null && Boolean.TRUE.equals(statistics.isPercentileHistogram()));
        write(out, statistics == null ? null : statistics.getPercentiles());
        write(out, statistics == null ? null : statistics.getServiceLevelObjectiveBoundaries());
    }

    private static void write(DataOutputStream out, @Nullable String text) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            out.writeUTF(text);
        }
    }

    private static void write(DataOutputStream out, double @Nullable [] values) throws IOException {
        out.writeInt(values == null ? 0 : values.length);
        if (values != null) {
            for (double value : values) {
                out.writeDouble(value);
            }
        }
    }
}

package io.github.processpool;

import java.time.Duration;
import java.util.Objects;

/** Checks durations that users pass, naming the setting and the value. */
final class Durations {

    /** About 292 years: more can't be counted in nanoseconds. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private Durations() {}

    static Duration positive(String setting, Duration value) {
        Objects.requireNonNull(value, setting);
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(setting + " must be greater than zero, but was " + value);
        }
        return value.compareTo(LONGEST) > 0 ? LONGEST : value;
    }

    static Duration notNegative(String setting, Duration value) {
        Objects.requireNonNull(value, setting);
        if (value.isNegative()) {
            throw new IllegalArgumentException(setting + " must not be negative, but was " + value);
        }
        return value.compareTo(LONGEST) > 0 ? LONGEST : value;
    }
}

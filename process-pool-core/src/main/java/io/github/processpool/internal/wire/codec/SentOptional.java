package io.github.processpool.internal.wire.codec;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Travels instead of an {@link Optional}, with what is in it. */
final class SentOptional extends SentValue {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // It is written if it can be.
    private final @Nullable Object content;

    SentOptional(Optional<?> optional) {
        content = optional.orElse(null);
    }

    @Override
    Object make() {
        return Optional.ofNullable(content);
    }

    /** Travels instead of an {@link OptionalInt}. */
    static final class OfInt extends SentValue {

        private static final long serialVersionUID = 1L;

        private final boolean present;
        private final int number;

        OfInt(OptionalInt optional) {
            present = optional.isPresent();
            number = optional.orElse(0);
        }

        @Override
        Object make() {
            return present ? OptionalInt.of(number) : OptionalInt.empty();
        }
    }

    /** Travels instead of an {@link OptionalLong}. */
    static final class OfLong extends SentValue {

        private static final long serialVersionUID = 1L;

        private final boolean present;
        private final long number;

        OfLong(OptionalLong optional) {
            present = optional.isPresent();
            number = optional.orElse(0);
        }

        @Override
        Object make() {
            return present ? OptionalLong.of(number) : OptionalLong.empty();
        }
    }

    /** Travels instead of an {@link OptionalDouble}. */
    static final class OfDouble extends SentValue {

        private static final long serialVersionUID = 1L;

        private final boolean present;
        private final double number;

        OfDouble(OptionalDouble optional) {
            present = optional.isPresent();
            number = optional.orElse(0);
        }

        @Override
        Object make() {
            return present ? OptionalDouble.of(number) : OptionalDouble.empty();
        }
    }
}

package io.github.processpool.spring.worker.values;

import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The options of an R2DBC connection in a form that can travel: taken apart in the parent, put together again in a worker. Apart from
 * {@link Packed}, because the library is optional.
 *
 * <p><b>Thread safety:</b> immutable.
 *
 * @param all in any order
 */
record ReactiveOptions(List<Each> all) implements Serializable {

    static final String TYPE = "io.r2dbc.spi.ConnectionFactoryOptions";

    /** One with its value; it is another option if it is not as secret. */
    private record Each(String name, boolean sensitive, Packed value) implements Serializable {

        Option<Object> option() {
            return sensitive ? Option.sensitiveValueOf(name) : Option.valueOf(name);
        }
    }

    static ReactiveOptions of(Object options, Packing packing, int depth) {
        ConnectionFactoryOptions known = (ConnectionFactoryOptions) options;
        List<Each> all = new ArrayList<>();
        for (Option<?> option : optionsOf(known)) {
            Object value = known.getValue(option);
            Packed packed = packing.pack(value, value == null ? Object.class : value.getClass(), depth + 1);
            all.add(new Each(option.name(), isSensitive(option), packed));
        }
        return new ReactiveOptions(all);
    }

    /** They tell nobody but who chooses among them. */
    private static List<Option<?>> optionsOf(ConnectionFactoryOptions known) {
        List<Option<?>> all = new ArrayList<>();
        ConnectionFactoryOptions.builder().from(known, all::add);
        return all;
    }

    /** Said by its text alone. */
    private static boolean isSensitive(Option<?> option) {
        return option.toString().endsWith("sensitive=true}");
    }

    Object unpack(Packed.Context context) throws ReflectiveOperationException {
        ConnectionFactoryOptions.Builder builder = ConnectionFactoryOptions.builder();
        for (Each each : all) {
            @Nullable Object value = each.value().unpack(context);
            builder.option(each.option(), Objects.requireNonNull(value));
        }
        return builder.build();
    }
}

package io.github.processpool.internal.parent.map;

import io.github.processpool.MapOptions;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.WorkerCrashedException.Circumstances;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Inputs and options for the unit tests of maps, and their results in words. */
final class MapSamples {

    static final MapOptions AUTO = MapOptions.builder().autoChunk().build();

    private MapSamples() {}

    static MapOptions chunksOf(int size) {
        return MapOptions.builder().chunkSize(size).build();
    }

    static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** 0, 1, 2, … and something that happens before each is taken. */
    static Iterable<Integer> inputs(int count, IntConsumer before) {
        return () -> IntStream.range(0, count).peek(before).boxed().iterator();
    }

    static <T> Iterable<T> iterable(Stream<T> stream) {
        return stream::iterator;
    }

    /** All that an iterator gives, failures in words. */
    static List<String> outcomes(Stream<?> results) {
        List<String> outcomes = new ArrayList<>();
        Iterator<?> iterator = results.iterator();
        while (true) {
            try {
                if (!iterator.hasNext()) {
                    return outcomes;
                }
                outcomes.add(String.valueOf(iterator.next()));
            } catch (CompletionException e) {
                outcomes.add(Objects.requireNonNull(e.getCause()).getClass().getSimpleName());
            } catch (RuntimeException e) {
                outcomes.add("END " + e.getClass().getSimpleName());
            }
        }
    }

    static WorkerCrashedException crash() {
        return new WorkerCrashedException(
                "worker 0 has crashed",
                new Circumstances(1, OptionalInt.empty(), Optional.empty(), false, List.of(), Optional.empty()),
                null);
    }
}

package io.github.processpool.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.MapOptions;
import io.github.processpool.MapResult;
import io.github.processpool.WorkerCrashedException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MapCheckTest {

    private static final long HARMED = 100;
    private static final long UNTOUCHED = 200;
    /** No number from here to the last is one that fails. */
    private static final long FIRST = 1;

    private final Endings endings = new Endings(pid -> pid == HARMED);

    @Test
    void acceptsEveryElementInItsPlace() {
        MapCheck check = check(4, true, Integer.MAX_VALUE);

        check.readOrdered(values(1, 2, 3, 4));

        assertThat(endings.problems()).isEmpty();
        assertThat(check.succeeded().cardinality()).isEqualTo(4);
    }

    @Test
    void missesAnElement() {
        check(4, true, Integer.MAX_VALUE).readOrdered(values(1, 2, 3));

        assertThat(endings.problems()).singleElement().asString().contains("nothing came for position 3");
    }

    @Test
    void wantsTheOrderOfTheInputs() {
        check(3, true, Integer.MAX_VALUE).readOrdered(values(1, 3, 2));

        assertThat(endings.problems()).hasSize(2);
    }

    @Test
    void seesAnElementThatComesAfterTheLast() {
        check(2, true, 3).readOrdered(values(1, 2, 3));

        assertThat(endings.problems()).singleElement().asString().contains("position 2");
    }

    @Test
    void missesNothingWhereTheStreamIsClosedEarly() {
        check(4, true, 2).readOrdered(values(1, 2));

        assertThat(endings.problems()).isEmpty();
    }

    @Test
    void seesAnElementThatComesTwiceWithoutAnOrder() {
        check(3, false, Integer.MAX_VALUE)
                .readUnordered(List.of(result(3), result(1), result(3)).iterator());

        assertThat(endings.problems())
                .anyMatch(problem -> problem.contains("twice"))
                .anyMatch(problem -> problem.contains("nothing came for position 1"));
    }

    @Test
    void forgivesALossOnlyWhereTheWorkerWasHarmed() {
        check(1, false, Integer.MAX_VALUE)
                .readUnordered(List.of(MapResult.<Long, Long>failure(FIRST, crash(HARMED)))
                        .iterator());
        assertThat(endings.problems()).isEmpty();

        check(1, false, Integer.MAX_VALUE)
                .readUnordered(List.of(MapResult.<Long, Long>failure(FIRST, crash(UNTOUCHED)))
                        .iterator());
        assertThat(endings.problems()).singleElement().asString().contains("failed at position 0");
    }

    @Test
    void goesOnBehindAFailedElement() {
        Iterator<Long> results = new Iterator<>() {
            private int position;

            @Override
            public boolean hasNext() {
                return position < 2;
            }

            @Override
            public Long next() {
                position++;
                if (position == 1) {
                    throw new CompletionException(crash(HARMED));
                }
                return MapElement.answer(FIRST + 1);
            }
        };

        check(2, true, Integer.MAX_VALUE).readOrdered(results);

        assertThat(endings.problems()).isEmpty();
    }

    private MapCheck check(int size, boolean isOrdered, int most) {
        return new MapCheck(new MapPlan(FIRST, size, 1, MapOptions.defaults(), isOrdered, most), endings);
    }

    private static Iterator<Long> values(long... numbers) {
        return LongStream.of(numbers).map(MapElement::answer).iterator();
    }

    private static MapResult<Long, Long> result(long number) {
        return MapResult.success(number, MapElement.answer(number));
    }

    private static WorkerCrashedException crash(long pid) {
        return new WorkerCrashedException(
                "crashed",
                new WorkerCrashedException.Circumstances(
                        pid, OptionalInt.of(137), Optional.empty(), false, List.of(), Optional.empty()),
                null);
    }
}

package io.github.processpool.internal.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.processpool.SerializableFunction;
import io.github.processpool.TaskSerializationException;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.Vector;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Views of collections, which Java serialization refuses and a pool copies. */
class CollectionViewsTest {

    private final CodecWire wire = new CodecWire();

    private static <M extends Map<String, Integer>> M filled(M map) {
        map.put("c", 3);
        map.put("a", 1);
        map.put("b", 2);
        return map;
    }

    @Test
    void partsOfListsCrossAsListsOfTheSameElementsInTheSameOrder() throws Exception {
        List<Integer> numbers = List.of(1, 2, 3, 4);
        for (List<Integer> list : List.of(
                new ArrayList<>(numbers),
                numbers,
                Arrays.asList(1, 2, 3, 4),
                new CopyOnWriteArrayList<>(numbers),
                new Vector<>(numbers),
                Collections.unmodifiableList(new ArrayList<>(numbers)),
                Collections.synchronizedList(new ArrayList<>(numbers)),
                Collections.nCopies(4, 1),
                Stream.of(1, 2, 3, 4).toList())) {
            List<Integer> part = list.subList(1, 3);

            assertThat(wire.carry(part))
                    .as(list.getClass().getName())
                    .isInstanceOf(List.class)
                    .isEqualTo(part);
        }
    }

    @Test
    void keysValuesAndEntriesOfMapsCrossInTheirOrder() throws Exception {
        EnumMap<TimeUnit, Integer> enums = new EnumMap<>(Map.of(TimeUnit.DAYS, 1, TimeUnit.HOURS, 2));
        for (Map<?, ?> map : List.of(
                filled(new HashMap<>()),
                filled(new LinkedHashMap<>()),
                filled(new TreeMap<>()),
                filled(new ConcurrentSkipListMap<>()),
                filled(new IdentityHashMap<>()),
                enums,
                Map.of("a", 1, "b", 2),
                Collections.unmodifiableMap(filled(new LinkedHashMap<>())),
                Collections.synchronizedMap(filled(new TreeMap<>())))) {
            assertThat((Set<?>) wire.carry(map.keySet()))
                    .as(map.getClass().getName())
                    .containsExactlyElementsOf((Collection) map.keySet());
            assertThat((Collection<?>) wire.carry(map.values())).containsExactlyElementsOf((Collection) map.values());
            assertThat(wire.carry(map.entrySet())).isInstanceOf(Set.class);
            assertThat(wire.carry(map.entrySet()).toString())
                    .isEqualTo(map.entrySet().toString());
        }
    }

    @Test
    void singleEntriesCross() throws Exception {
        Map.Entry<String, Integer> first =
                filled(new LinkedHashMap<>()).entrySet().iterator().next();

        assertThat(wire.carry(first)).isEqualTo(Map.entry("c", 3));
        assertThat(wire.carry(Map.entry("a", 1))).isEqualTo(Map.entry("a", 1));
        assertThat(wire.carry(new TreeMap<>(Map.of("a", 1)).firstEntry())).isEqualTo(Map.entry("a", 1));
        assertThat(wire.carry(new ArrayList<>(filled(new HashMap<>()).entrySet())))
                .isEqualTo(new ArrayList<>(filled(new HashMap<>()).entrySet()));
    }

    @Test
    void sortedViewsStaySortedByTheirComparator() throws Exception {
        TreeMap<String, Integer> map = filled(new TreeMap<>(Comparator.<String>reverseOrder()));

        NavigableSet<?> keys = (NavigableSet<?>) wire.carry(map.navigableKeySet());
        assertThat(keys.toString()).isEqualTo("[c, b, a]");
        assertThat(keys.comparator()).isEqualTo(Comparator.reverseOrder());
        assertThat(((NavigableSet<?>) wire.carry(map.descendingKeySet())).toString())
                .isEqualTo("[a, b, c]");
        assertThat(((SortedMap<?, ?>) wire.carry(map.headMap("a"))).toString()).isEqualTo("{c=3, b=2}");
        assertThat(wire.carry(Collections.unmodifiableSortedMap(map))).isEqualTo(map);
        assertThat(wire.carry(filled(new ConcurrentSkipListMap<>()).keySet())).isInstanceOf(NavigableSet.class);
    }

    @Test
    void theMapOfPartitioningByCrosses() throws Exception {
        Map<Boolean, List<Integer>> parts = Stream.of(1, 2, 3).collect(Collectors.partitioningBy(i -> i > 1));

        assertThat(wire.carry(parts)).isEqualTo(parts);
        assertThat(((Map<?, ?>) wire.carry(parts)).toString()).isEqualTo("{false=[1], true=[2, 3]}");
    }

    private record Holder(List<Integer> list, Map<String, Collection<Integer>> map) implements Serializable {}

    @Test
    void viewsWithinOtherValuesCross() throws Exception {
        Holder holder = new Holder(
                new ArrayList<>(List.of(1, 2, 3)).subList(0, 2),
                new HashMap<>(Map.of("a", new ArrayList<>(List.of(1, 2)).subList(0, 1))));

        assertThat(wire.carry(holder)).isEqualTo(holder);
        for (Collection<?> wrapped : List.of(
                Collections.unmodifiableList(new ArrayList<>(List.of(1, 2)).subList(0, 1)),
                Collections.unmodifiableSet(filled(new LinkedHashMap<>()).keySet()),
                Collections.unmodifiableCollection(filled(new LinkedHashMap<>()).values()),
                Collections.synchronizedSet(filled(new LinkedHashMap<>()).keySet()),
                Collections.unmodifiableMap(filled(new LinkedHashMap<>())).entrySet())) {
            assertThat(((Collection<?>) wire.carry(wrapped)).toString()).isEqualTo(wrapped.toString());
            assertThat(wire.carry(wrapped)).hasSameClassAs(wrapped);
        }
    }

    @Test
    void aViewThatIsInTwoPlacesIsOneCopy() throws Exception {
        Collection<Integer> values = filled(new HashMap<>()).values();
        List<?> back = (List<?>) wire.carry(new ArrayList<>(List.of(values, values)));

        assertThat(back.get(0)).isSameAs(back.get(1));
    }

    @Test
    void viewsAreArgumentsAndResultsOfTasks() throws Throwable {
        SerializableFunction<Map<String, Integer>, Object> task = Map::keySet;

        assertThat(wire.run(
                        (SerializableFunction<Collection<Integer>, Integer>) Collection::size,
                        filled(new HashMap<>()).values()))
                .isEqualTo(3);
        assertThat(wire.run(task, filled(new HashMap<>()))).isEqualTo(Set.of("a", "b", "c"));
    }

    // -- No views --

    private static final class OwnList extends AbstractList<Integer> {
        @Override
        public Integer get(int index) {
            return index;
        }

        @Override
        public int size() {
            return 2;
        }
    }

    @Test
    void aViewWithElementsThatAreEqualIsRefused() {
        Map<String, Integer> map = new IdentityHashMap<>();
        map.put(new String("a"), 1);
        map.put(new String("a"), 1);

        for (Object view : List.of(map.keySet(), map.entrySet())) {
            assertThatExceptionOfType(NotSerializableException.class)
                    .isThrownBy(() -> wire.carry(view))
                    .withMessageContaining("IdentityHashMap");
        }
    }

    @Test
    void whereThereIsNoCopyTheMessageSaysHowToMakeOne() {
        SerializableFunction<Object, Integer> task = value -> 1;

        assertThatExceptionOfType(TaskSerializationException.class)
                .isThrownBy(() -> wire.write(task, new ArrayList<>(List.of(new OwnList()))))
                .withMessageContaining("argument 1[0]")
                .withMessageContaining("new ArrayList<>(…)");
        Throwable problem = catchThrowable(() -> wire.carry(new DelayQueue<>()));
        assertThat(wire.writer.explain(new DelayQueue<>(), problem)).contains("new ArrayList<>(…)");
    }

    @Test
    void theCulpritWithinAViewIsFound() {
        List<Object> list = new ArrayList<>(List.of("a", "b", new Object()));

        assertThatExceptionOfType(TaskSerializationException.class)
                .isThrownBy(() -> wire.write((SerializableFunction<Object, Integer>) value -> 1, list.subList(1, 3)))
                .withMessageContaining("argument 1[1] (java.lang.Object)");
    }
}

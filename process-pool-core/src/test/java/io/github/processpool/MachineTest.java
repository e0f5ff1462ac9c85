package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of docs/sizing.md: a JVM takes a quarter of the memory for its heap, if nothing else is said. */
class MachineTest {

    private static Machine machine(int processors, long megabytes, long parentHeap) {
        return new Machine(processors, megabytes * Machine.MEGABYTE, parentHeap * Machine.MEGABYTE);
    }

    @ParameterizedTest(name = "{0} MB, {1} of it for the heap of the parent, {2} processors: {3} x {4} MB")
    @CsvSource({
        // small containers
        "  256,  128,  2,  1,  128",
        "  512,  128,  1,  1,  128",
        "  512,  128,  4,  1,  128",
        " 1024,  256,  1,  1,  512",
        " 1024,  256,  2,  2,  192",
        " 1024,  256,  4,  2,  192",
        " 2048,  512,  1,  1, 1024",
        " 2048,  512,  2,  2,  512",
        " 2048,  512,  4,  4,  224",
        " 2048,  512,  8,  4,  224",
        " 4096, 1024,  2,  2, 1024",
        " 4096, 1024,  4,  4,  512",
        " 4096, 1024,  8,  8,  240",
        " 8192, 2048,  4,  4, 1024",
        " 8192, 2048,  8,  8,  512",
        // most of it for the parent, as with -XX:MaxRAMPercentage=75
        " 1024,  768,  4,  1,  128",
        " 2048, 1536,  4,  1,  256",
        " 4096, 3072,  4,  2,  320",
        // a desk
        "16384, 4096,  8,  8, 1024",
        "24576, 6144,  2,  2, 6144",
        "65536, 16384, 64, 64, 512",
    })
    void hasRoomForAsManyWorkersAsProcessorsIfMemoryAllows(
            long memory, long parentHeap, int processors, int workers, long heap) {
        Machine machine = machine(processors, memory, parentHeap);

        assertThat(machine.workers(0, 0)).isEqualTo(workers);
        assertThat(machine.heap(workers)).isEqualTo(heap * Machine.MEGABYTE);
    }

    @ParameterizedTest(name = "{0} MB, {1} processors, heaps of {2} MB, {3} spare: {4}")
    @CsvSource({
        "1024, 4, 512, 0, 1",
        "1024, 4, 128, 0, 2",
        "2048, 4, 512, 0, 2",
        "2048, 8, 64, 0, 7",
        "2048, 8, 64, 5, 2",
        "512, 4, 4096, 0, 1"
    })
    void countsByTheHeapThatIsWantedAndTheSpareWorkers(long memory, int processors, long heap, int spare, int workers) {
        assertThat(machine(processors, memory, memory / 4).workers(spare, heap * Machine.MEGABYTE))
                .isEqualTo(workers);
    }

    @ParameterizedTest(name = "{1} workers in {0} MB: {2} MB")
    @CsvSource({"1024, 4, 128", "2048, 2, 512", "2048, 8, 128", "24576, 64, 158", "8192, 4, 1024"})
    void sharesTheMemoryAmongWorkersOfGivenNumber(long memory, int workers, long heap) {
        assertThat(machine(4, memory, memory / 4).heap(workers)).isEqualTo(heap * Machine.MEGABYTE);
    }
}

package io.github.processpool.benchmarks.soak;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.SharedBuffer;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;
import java.util.zip.CRC32;

/**
 * A shared buffer that the parent fills, and tasks that read a part each and turn its bits over. What a task has seen and
 * written must be right, and the part of a task that was lost does not matter. A few buffers are left for the pool to
 * close.
 *
 * <p><b>Thread safety:</b> rounds run on one thread, the summary is read by others.
 */
final class BufferRound implements Round {

    private static final int LARGEST = 1 << 20;
    private static final int MOST_PARTS = 5;
    private static final int MOST_LEFT_OPEN = 5;
    private static final int LEFT_OPEN_OF = 20;

    private final ProcessPoolExecutor pool;
    private final LongPredicate wasHarmed;
    private final List<SharedBuffer> leftOpen = new ArrayList<>();
    private long count;
    private long lost;
    /** Written by the rounds, read by whoever reports. */
    private volatile String summary = "nothing yet";

    private record Part(int offset, int length) implements Serializable {}

    BufferRound(ProcessPoolExecutor pool, LongPredicate wasHarmed) {
        this.pool = pool;
        this.wasHarmed = wasHarmed;
    }

    @Override
    public List<String> run(SplittableRandom random) throws InterruptedException {
        Endings endings = new Endings(wasHarmed);
        byte[] pattern = Payloads.bytes(random.nextLong(), random.nextInt(MOST_PARTS, LARGEST));
        SharedBuffer buffer = pool.sharedBuffer(pattern.length);
        try {
            buffer.buffer().put(pattern);
            use(buffer, pattern, random.nextInt(1, MOST_PARTS), endings);
        } finally {
            if (leftOpen.size() < MOST_LEFT_OPEN && random.nextInt(LEFT_OPEN_OF) == 0) {
                leftOpen.add(buffer);
            } else {
                buffer.close();
            }
        }
        count++;
        summary = count + ", " + lost + " parts lost with a worker";
        return endings.problems();
    }

    @Override
    public String summary() {
        return summary;
    }

    private void use(SharedBuffer buffer, byte[] pattern, int tasks, Endings endings) throws InterruptedException {
        List<Part> parts = new ArrayList<>();
        List<ProcessFuture<Long>> futures = new ArrayList<>();
        int each = pattern.length / tasks;
        for (int i = 0; i < tasks; i++) {
            Part part = new Part(i * each, each);
            parts.add(part);
            futures.add(pool.submit(() -> turnOver(buffer.slice(part.offset, part.length))));
        }
        for (int i = 0; i < tasks; i++) {
            Part part = parts.get(i);
            endings.await(futures.get(i), false)
                    .ifPresentOrElse(sum -> check(buffer, pattern, part, sum, endings), () -> lost++);
        }
        int rest = tasks * each;
        endings.require(
                buffer.slice(rest, pattern.length - rest).equals(ByteBuffer.wrap(pattern, rest, pattern.length - rest)),
                "a shared buffer of " + pattern.length + " bytes was changed where nobody has written");
    }

    private static void check(SharedBuffer buffer, byte[] pattern, Part part, long sum, Endings endings) {
        ByteBuffer expected = ByteBuffer.wrap(pattern, part.offset, part.length).slice();
        endings.require(sum == sumOf(expected.duplicate()), "a task has not seen what the parent wrote to " + part);
        ByteBuffer turned = ByteBuffer.allocate(part.length);
        while (expected.hasRemaining()) {
            turned.put((byte) ~expected.get());
        }
        endings.require(
                turned.flip().equals(buffer.slice(part.offset, part.length)),
                "the parent does not see what a task wrote to " + part);
    }

    /** In a worker. */
    private static long turnOver(ByteBuffer bytes) {
        long sum = sumOf(bytes.duplicate());
        for (int i = 0; i < bytes.limit(); i++) {
            bytes.put(i, (byte) ~bytes.get(i));
        }
        return sum;
    }

    private static long sumOf(ByteBuffer bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        return sum.getValue();
    }
}

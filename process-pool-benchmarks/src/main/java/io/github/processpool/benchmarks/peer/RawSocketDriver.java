package io.github.processpool.benchmarks.peer;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The physical floor: two worker JVMs on a Unix socket each, and no pool at all.
 *
 * <p>No queue, no serialization, no choice of a worker and no recovery: messages are written and their echo is read.
 */
public final class RawSocketDriver implements Contestant {

    private static final int TINY_BYTES = 64;
    private static final int TINY_WINDOW = 1_000;
    private static final byte[] EMPTY = new byte[TINY_BYTES];

    private final boolean spins;
    private final Path folder = Files.createTempDirectory("raw");
    private final List<RawWorkerProcess> workers = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(WORKERS);

    private RawSocketDriver(boolean spins) throws IOException {
        this.spins = spins;
    }

    /** Argument: whether both ends spin before they block. */
    public static void main(String[] args) throws Exception {
        new DriverLoop(new RawSocketDriver(Boolean.parseBoolean(args[0]))).run();
    }

    @Override
    public void open() throws IOException {
        for (int i = 0; i < WORKERS; i++) {
            workers.add(start());
        }
    }

    @Override
    public void roundTrip() throws IOException {
        workers.get(0).ask(EMPTY);
    }

    @Override
    public void tinyTasks(int count) throws Exception {
        onEachWorker(channel -> {
            for (int left = count / WORKERS; left > 0; left -= TINY_WINDOW) {
                int window = Math.min(left, TINY_WINDOW);
                for (int i = 0; i < window; i++) {
                    channel.send(EMPTY);
                }
                channel.flush();
                for (int i = 0; i < window; i++) {
                    channel.receive();
                }
            }
            return 0L;
        });
    }

    @Override
    public byte[] echo(byte[] payload) throws IOException {
        return workers.get(0).ask(payload);
    }

    @Override
    public HeapTaken heapTaken() throws IOException {
        byte[] answer = workers.get(0).ask(new byte[] {RawSocketWorker.HEAP_TAKEN});
        return new HeapTaken(HeapTaken.here(), ByteBuffer.wrap(answer).getLong());
    }

    @Override
    public long burn(int count, long nanos) throws Exception {
        byte[] task = ByteBuffer.allocate(1 + Long.BYTES)
                .put(RawSocketWorker.BURN)
                .putLong(nanos)
                .array();
        return onEachWorker(channel -> {
            long burned = 0;
            for (int i = 0; i < count / WORKERS; i++) {
                channel.send(task);
                channel.flush();
                burned += ByteBuffer.wrap(channel.receive()).getLong();
            }
            return burned;
        });
    }

    @Override
    public long tinyTasksOfFreshPool(int count, int tasksPerWorker) {
        throw new UnsupportedOperationException("Nothing replaces a worker here");
    }

    @Override
    public long firstResult() throws Exception {
        long start = System.nanoTime();
        try (RawWorkerProcess worker = start()) {
            worker.ask(EMPTY);
            return System.nanoTime() - start;
        }
    }

    @Override
    public long killedWorker(boolean othersBusy) {
        throw new UnsupportedOperationException("Nothing replaces a worker here");
    }

    @Override
    public List<Long> workers() {
        return workers.stream().map(RawWorkerProcess::pid).toList();
    }

    @Override
    public void close() throws IOException {
        for (RawWorkerProcess worker : workers) {
            worker.close();
        }
        threads.shutdown();
        Files.deleteIfExists(folder);
    }

    private RawWorkerProcess start() throws IOException {
        Path address = folder.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(address));
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-XX:-UsePerfData",
                            "-Xmx1g",
                            "-cp",
                            System.getProperty("java.class.path"),
                            RawSocketWorker.class.getName(),
                            address.toString(),
                            String.valueOf(spins))
                    .inheritIO()
                    .redirectInput(ProcessBuilder.Redirect.PIPE)
                    .start();
            return new RawWorkerProcess(process, new RawChannel(server.accept(), spins));
        } finally {
            Files.deleteIfExists(address);
        }
    }

    private long onEachWorker(Conversation conversation) throws Exception {
        List<Callable<Long>> calls = new ArrayList<>();
        for (RawWorkerProcess worker : workers) {
            calls.add(() -> conversation.with(worker.channel()));
        }
        long sum = 0;
        for (Future<Long> answer : threads.invokeAll(calls)) {
            sum += answer.get();
        }
        return sum;
    }

    private interface Conversation {
        long with(RawChannel channel) throws IOException;
    }

    /** One worker process and the parent's end of its socket. */
    private record RawWorkerProcess(Process process, RawChannel channel) implements AutoCloseable {

        byte[] ask(byte[] message) throws IOException {
            channel.send(message);
            channel.flush();
            return channel.receive();
        }

        long pid() {
            return process.pid();
        }

        @Override
        public void close() throws IOException {
            channel.close();
            process.destroy();
        }
    }
}

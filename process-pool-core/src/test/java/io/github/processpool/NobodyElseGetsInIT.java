package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.internal.wire.message.Introduction;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.PoolLog;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Signals;
import io.github.processpool.testing.Tasks;
import io.github.processpool.testing.TokenTeller;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The promise: only workers that this pool has started can talk to it, and even these are not trusted. */
@Timeout(300)
class NobodyElseGetsInIT {

    private final List<SocketChannel> strangers = new ArrayList<>();

    @RegisterExtension
    final Pools pools = new Pools();

    @RegisterExtension
    final PoolLog log = new PoolLog();

    @AfterEach
    void closeStrangers() throws IOException {
        for (SocketChannel stranger : strangers) {
            stranger.close();
        }
    }

    /** The folder of the only pool of this JVM. */
    private static Path folderOfPool() throws IOException {
        String mine = "process-pool-" + ProcessHandle.current().pid() + "-*";
        try (DirectoryStream<Path> folders =
                Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), mine)) {
            List<Path> found = new ArrayList<>();
            folders.forEach(found::add);
            assertThat(found).hasSize(1);
            return found.get(0);
        }
    }

    private SocketChannel connect(byte... firstBytes) throws IOException {
        SocketChannel stranger = SocketChannel.open(StandardProtocolFamily.UNIX);
        strangers.add(stranger);
        stranger.connect(UnixDomainSocketAddress.of(folderOfPool().resolve("s")));
        stranger.write(ByteBuffer.wrap(firstBytes));
        return stranger;
    }

    private static boolean isRefused(SocketChannel stranger) throws IOException {
        try {
            return stranger.read(ByteBuffer.allocate(1)) < 0;
        } catch (IOException e) {
            return true; // Reset.
        }
    }

    // -- Strangers --

    @Test
    void refusesAWrongTokenAtASocketInAFolderThatIsOpenToNobodyElse() throws Exception {
        ProcessPoolExecutor pool = pools.open();

        SocketChannel stranger = connect(new byte[Introduction.TOKEN_LENGTH]);

        assertThat(isRefused(stranger)).isTrue();
        log.awaitLine("Refused a connection");
        assertThat(pool.submit(() -> Tasks.add(1, 2)).get()).isEqualTo(3);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folderOfPool())))
                .isEqualTo("rwx------");
        assertThat(folderOfPool().resolve("s")).exists();
    }

    /** And it refuses those in the end that send half a token, or none. */
    @Test
    void startsWorkersThoughManyStrangersOccupyTheSocket() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        SocketChannel silent = connect();
        SocketChannel half = connect(new byte[Introduction.TOKEN_LENGTH / 2]);
        connect().close();
        for (int i = 0; i < 200; i++) {
            connect();
        }

        assertThat(pool.submit(() -> Tasks.add(1, 2)).get(30, TimeUnit.SECONDS)).isEqualTo(3);

        assertThat(pool.snapshot().exitsByReason()).isEmpty();
        assertThat(isRefused(silent)).isTrue();
        assertThat(isRefused(half)).isTrue();
    }

    @Test
    void parsesNothingOfWhatAStrangerSendsBehindAWrongToken() throws Exception {
        pools.open();
        byte[] bytes = new byte[Introduction.TOKEN_LENGTH + 9];
        bytes[Introduction.TOKEN_LENGTH] = Byte.MAX_VALUE; // A forged length.

        assertThat(isRefused(connect(bytes))).isTrue();

        assertThat(log.lines()).noneMatch(line -> line.contains("claims"));
    }

    // -- What others can see --

    @Test
    void showsNoTokenInArgumentsOrEnvironment() throws Exception {
        // The token is random and unknown to the test, so it reads the memory of a worker that tells it.
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.maxWorkers(1).commandCustomizer(TokenTeller.customizer(pools.folder())));
        long pid = pool.submit(() -> Tasks.pid()).get();
        String token = Files.readString(pools.folder().resolve("token"));
        byte[] raw = HexFormat.of().parseHex(token);
        assertThat(raw).hasSize(Introduction.TOKEN_LENGTH);

        for (byte[] visible : List.of(Signals.argumentsOf(pid), Signals.environmentOf(pid))) {
            assertThat(new String(visible, StandardCharsets.ISO_8859_1))
                    .doesNotContain(new String(raw, StandardCharsets.ISO_8859_1))
                    .doesNotContain(token)
                    .doesNotContain(Base64.getEncoder().encodeToString(raw));
        }
    }

    // -- Compromised workers --

    /** Does something in whatever process reads it. */
    static final class Gadget implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        private final Flag fired;

        Gadget(Flag fired) {
            this.fired = fired;
        }

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            fired.raise();
        }
    }

    /** An exception that brings a gadget along. */
    static final class GadgetException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        final Gadget gadget;

        GadgetException(Gadget gadget) {
            super("with a gadget");
            this.gadget = gadget;
        }
    }

    /** Of a result, an exception and an argument; the last one in the worker. */
    @Test
    void filtersAGadgetOutOfAllThatTravels() throws Exception {
        Flag fired = pools.flag();
        String gadget = "!io.github.processpool.NobodyElseGetsInIT$Gadget";
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1)
                .resultFilter(gadget + ";java.base/*;io.github.processpool.**;!*")
                .parameterFilter(gadget));

        for (ProcessFuture<?> task : List.of(
                pool.submit(() -> new Gadget(fired)),
                pool.submit(() -> new ArrayList<>(List.of(new Gadget(fired)))),
                pool.submit(() -> Map.of("a", new Object[] {new Gadget(fired)})))) {
            ResultSerializationException failure = failureOf(task, ResultSerializationException.class);
            assertThat(failure.getMessage()).contains("resultFilter");
        }
        RemoteTaskException failure = failureOf(
                pool.submit(() -> {
                    throw new GadgetException(new Gadget(fired));
                }),
                RemoteTaskException.class);
        TaskSerializationException refusal =
                failureOf(pool.submit(made -> made == null, new Gadget(fired)), TaskSerializationException.class);

        assertThat(failure.remoteClassName()).isEqualTo(GadgetException.class.getName());
        assertThat(failure.getMessage()).contains("with a gadget");
        assertThat(refusal.getMessage()).contains("can't be read in the worker");
        assertThat(fired.isRaised()).isFalse();
        assertThat(pool.submit(() -> "fine").get()).isEqualTo("fine");
        assertThat(pool.submit(() -> new ArrayList<>(List.of(1, 2))).get()).containsExactly(1, 2);
    }

    @Test
    void readsOnlyNamedClassesFromWorkers() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).resultClasses(Report.class.getName()));

        assertThat(pool.submit(() -> new Report(List.of("a"))).get()).isEqualTo(new Report(List.of("a")));
        assertThat(pool.submit(() -> Map.of("a", LocalDate.EPOCH)).get()).containsKey("a");
        ResultSerializationException refused =
                failureOf(pool.submit(() -> new Other("b")), ResultSerializationException.class);
        assertThat(refused.getMessage()).contains("resultFilter");
        assertThat(failureOf(
                                pool.submit(() -> {
                                    throw new GadgetException(null);
                                }),
                                RemoteTaskException.class)
                        .remoteClassName())
                .isEqualTo(GadgetException.class.getName());
    }

    record Report(List<String> lines) implements Serializable {}

    record Other(String text) implements Serializable {}
}

package io.github.processpool.internal.wire.codec;

import static io.github.processpool.internal.wire.codec.CodecWire.returning;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.processpool.SerializableBiFunction;
import io.github.processpool.SerializableFunction;
import io.github.processpool.TaskSerializationException;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.io.StreamCorruptedException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Paths, optionals and buffers, which Java serialization refuses and a pool carries. */
class SentValueTest {

    private final CodecWire wire = new CodecWire();

    @SuppressWarnings("serial") // That is the point.
    private record Files3(Path path, Optional<List<Path>> others, ByteBuffer bytes) implements Serializable {}

    // -- Paths --

    @Test
    void pathsCrossAsTheyAreRelativeOnesStayRelative() throws Exception {
        for (String text : List.of("", "a", "a/../b", "/", "/tmp/ä €", "x".repeat(20_000))) {
            Path path = Path.of(text);

            assertThat(wire.carry(path)).isEqualTo(path);
            assertThat(wire.carry(List.of(path, 1))).isEqualTo(List.of(path, 1));
        }
    }

    @Test
    void aPathIsAnArgumentAndACapturedValueAndAComponent() throws Throwable {
        Path path = Path.of("docs", "index.md");
        SerializableBiFunction<Path, Path, Path> resolve = (a, b) -> a.resolve(b);
        SerializableFunction<Path, String> name = file -> file.getFileName().toString();

        assertThat(wire.run(resolve, path, Path.of("x"))).isEqualTo(path.resolve("x"));
        assertThat(wire.run(name, path)).isEqualTo("index.md");
        assertThat(wire.run(returning(path))).isEqualTo(path);
        Files3 files = new Files3(path, Optional.of(List.of(path)), ByteBuffer.allocate(0));
        assertThat(wire.carry(files)).isEqualTo(files);
    }

    /** Names of files are bytes on Linux; these are no UTF-8. */
    @Test
    void aNameThatIsNoTextCrosses() throws Exception {
        URI uri = URI.create("file:///tmp/%FF%FE/%E4");
        Path path = Path.of(uri);
        assumeThat(path.toString()).contains("\uFFFD");

        assertThat(wire.carry(path)).isEqualTo(path);
        Path working = Path.of("").toAbsolutePath();
        Path relative = working.relativize(Path.of(URI.create(working.toUri() + "%FF/x/%E4")));
        assertThat(relative).isRelative();
        assertThat(relative.getNameCount()).isEqualTo(3);
        assertThat(wire.carry(relative)).isEqualTo(relative);
    }

    @Test
    void aPathOfAnotherFileSystemIsRefusedWithWhatToDo(@TempDir Path folder) throws Exception {
        try (FileSystem zip = FileSystems.newFileSystem(folder.resolve("x.zip"), Map.of("create", "true"))) {
            SerializableFunction<Path, Integer> task = path -> 1;
            Path path = zip.getPath("/a");

            assertThatExceptionOfType(TaskSerializationException.class)
                    .isThrownBy(() -> wire.write(task, path))
                    .withMessageContaining(
                            "argument 1 (jdk.nio.zipfs.ZipPath) is not serializable; only the default file"
                                    + " system is there in every process");
        }
    }

    // -- Optionals --

    @Test
    void optionalsCrossWithWhatIsInThem() throws Exception {
        for (Object value : List.of(
                Optional.empty(),
                Optional.of("text"),
                Optional.of(Optional.of(Path.of("x"))),
                Optional.of(List.of(Optional.empty())),
                OptionalInt.empty(),
                OptionalInt.of(0),
                OptionalInt.of(-3),
                OptionalLong.empty(),
                OptionalLong.of(Long.MIN_VALUE),
                OptionalDouble.empty(),
                OptionalDouble.of(Double.NaN))) {
            assertThat(wire.carry(value)).isEqualTo(value);
        }
    }

    @Test
    void contentThatCannotCrossIsNamedWithThePathToIt() {
        SerializableFunction<Object, Integer> task = value -> 1;

        assertThatExceptionOfType(TaskSerializationException.class)
                .isThrownBy(() -> wire.write(task, List.of(1, Optional.of(new Thread()))))
                .withMessageContaining(
                        "argument 1[1].value (java.lang.Thread) is not serializable; a thread can't leave");
    }

    private static final class Node implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // That is the point.
        private Optional<Node> next = Optional.empty();
    }

    @Test
    void aCircleCrossesIfItBeginsOutsideOfTheOptional() throws Exception {
        Node node = new Node();
        node.next = Optional.of(node);

        Node arrived = (Node) wire.carry(node);

        assertThat(arrived.next.orElseThrow()).isSameAs(arrived);
    }

    @Test
    void anOptionalThatContainsItselfIsRefusedInWords() {
        Node node = new Node();
        node.next = Optional.of(node);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> wire.carry(node.next))
                .withMessageContaining("an Optional contains itself");
    }

    // -- Buffers --

    private static ByteBuffer filled(ByteBuffer buffer) {
        for (int i = 0; i < buffer.capacity(); i++) {
            buffer.put(i, (byte) (i * 7));
        }
        return buffer.position(3).limit(buffer.capacity() - 2);
    }

    @Test
    void whatRemainsInABufferCrossesAndItsKindAndOrder() throws Exception {
        for (ByteBuffer buffer : List.of(
                filled(ByteBuffer.allocate(100)),
                filled(ByteBuffer.allocateDirect(100)),
                filled(ByteBuffer.allocate(100)).slice(),
                filled(ByteBuffer.allocate(100)).asReadOnlyBuffer(),
                filled(ByteBuffer.allocateDirect(100)).asReadOnlyBuffer(),
                ByteBuffer.wrap(new byte[] {1, 2, 3}),
                ByteBuffer.allocate(0))) {
            for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
                buffer.order(order);
                ByteBuffer before = buffer.duplicate();

                ByteBuffer arrived = (ByteBuffer) wire.carry(buffer);

                assertThat(arrived).isEqualTo(buffer);
                assertThat(arrived.position()).isZero();
                assertThat(arrived.capacity()).isEqualTo(buffer.remaining());
                assertThat(arrived.order()).isEqualTo(order);
                assertThat(arrived.isDirect()).isEqualTo(buffer.isDirect());
                assertThat(arrived.isReadOnly()).isEqualTo(buffer.isReadOnly());
                assertThat(buffer.position()).isEqualTo(before.position());
                assertThat(buffer.limit()).isEqualTo(before.limit());
            }
        }
    }

    @SuppressWarnings("serial") // That is the point.
    private record Mapped(MappedByteBuffer buffer) implements Serializable {}

    @Test
    void aMappedBufferArrivesAsADirectOneThatAFieldOfItsTypeCanHave(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("bytes"), new byte[] {1, 2, 3});
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MappedByteBuffer buffer = channel.map(FileChannel.MapMode.READ_ONLY, 0, 3);

            assertThat(((Mapped) wire.carry(new Mapped(buffer))).buffer())
                    .isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        }
    }

    @Test
    void otherBuffersAreRefusedWithWhatToDo() {
        SerializableFunction<Object, Integer> task = value -> 1;

        assertThatExceptionOfType(TaskSerializationException.class)
                .isThrownBy(() -> wire.write(task, CharBuffer.allocate(1)))
                .withMessageContaining("is not serializable; send its toString()");
    }

    // -- Wherever they are --

    @Test
    void oneObjectInTwoPlacesIsOneObjectWhenItArrives() throws Exception {
        Path path = Path.of("x");
        ByteBuffer buffer = ByteBuffer.allocate(3);
        Optional<String> optional = Optional.of("x");

        List<?> arrived = (List<?>) wire.carry(List.of(path, path, buffer, buffer, optional, optional));

        assertThat(arrived.get(0)).isSameAs(arrived.get(1));
        assertThat(arrived.get(2)).isSameAs(arrived.get(3));
        assertThat(arrived.get(4)).isSameAs(arrived.get(5));
    }

    @Test
    void collectionsAndArraysOfThemCross() throws Exception {
        Set<Path> hashed = new HashSet<>(List.of(Path.of("a"), Path.of("b")));
        Set<Path> sorted = new TreeSet<>(hashed);

        assertThat(wire.carry(hashed)).isEqualTo(hashed);
        assertThat(wire.carry(sorted)).isEqualTo(sorted);
        assertThat(wire.carry(Map.of(Path.of("a"), Optional.of(1)))).isEqualTo(Map.of(Path.of("a"), Optional.of(1)));
        assertThat((Path[]) wire.carry(new Path[] {Path.of("a"), null})).containsExactly(Path.of("a"), null);
    }

    /** Writes itself in its own way. */
    private static final class InItsOwnWay implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        private transient Path path = Path.of("");
        private transient Optional<String> text = Optional.empty();

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeObject(path);
            out.writeObject(text);
        }

        @Serial
        @SuppressWarnings("unchecked")
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            path = (Path) in.readObject();
            text = (Optional<String>) in.readObject();
        }
    }

    @Test
    void aClassThatWritesItselfMayWriteThem() throws Exception {
        InItsOwnWay value = new InItsOwnWay();
        value.path = Path.of("x");
        value.text = Optional.of("y");

        InItsOwnWay arrived = (InItsOwnWay) wire.carry(value);

        assertThat(arrived.path).isEqualTo(value.path);
        assertThat(arrived.text).isEqualTo(value.text);
    }

    /** As people write them. */
    private static final class FileProblem extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // That is the point.
        private final transient Object never = new Object();

        @SuppressWarnings("serial") // As above.
        private final Path path;

        @SuppressWarnings("serial") // As above.
        private final List<Object> details;

        FileProblem(Path path, Object... details) {
            super("no good: " + path);
            this.path = path;
            this.details = List.of(details);
        }
    }

    @Test
    void exceptionsKeepThem() throws Exception {
        FileProblem problem = new FileProblem(Path.of("x"), Optional.of(1), ByteBuffer.allocate(2));
        problem.addSuppressed(new IllegalStateException());

        FileProblem arrived = (FileProblem) wire.carryThrown(problem);

        assertThat(arrived.path).isEqualTo(Path.of("x"));
        assertThat(arrived.details).isEqualTo(problem.details);
        assertThat(arrived.getSuppressed()).hasSize(1);
    }

    @Test
    void anExceptionLosesWhatIsInAnOptionalAndNothingElse() throws Exception {
        FileProblem problem = new FileProblem(Path.of("x"), "kept", Optional.of(new Thread()));

        FileProblem arrived = (FileProblem) wire.carryThrown(problem);

        assertThat(arrived.path).isEqualTo(Path.of("x"));
        assertThat(arrived.details).isEqualTo(List.of("kept", Optional.empty()));
        assertThat(arrived.getSuppressed()[0]).hasMessageContaining("java.lang.Thread");
    }

    // -- Filters --

    @Test
    void aFilterIsAskedAboutTheTypeThatPeopleKnow() throws Exception {
        Object value = new ArrayList<>(List.of(Path.of("x"), ByteBuffer.allocate(1)));

        assertThat(new CodecWire("java.util.ArrayList;java.nio.ByteBuffer;java.nio.file.Path;java.lang.*;!*")
                        .carry(value))
                .isEqualTo(value);
        assertThatExceptionOfType(InvalidClassException.class)
                .isThrownBy(() -> new CodecWire("java.util.ArrayList;java.lang.*;java.nio.ByteBuffer;!*").carry(value))
                .withMessageContaining("java.nio.file.Path, in java.util.ArrayList, is rejected by parameterFilter");
        assertThatExceptionOfType(InvalidClassException.class)
                .isThrownBy(() -> new CodecWire("!java.nio.file.*").carry(Path.of("x")))
                .withMessageContaining("java.nio.file.Path is rejected");
        assertThatExceptionOfType(InvalidClassException.class)
                .isThrownBy(() -> new CodecWire("!java.util.OptionalLong").carry(OptionalLong.of(1)));
        assertThat(new CodecWire("!java.util.OptionalLong").carry(OptionalInt.of(1)))
                .isEqualTo(OptionalInt.of(1));
    }

    @Test
    void aPathThatIsNoneIsACorruptStream() throws Exception {
        byte[] forged = {1, 'p', 0, 1, 0};

        assertThatExceptionOfType(StreamCorruptedException.class)
                .isThrownBy(
                        () -> SimpleValues.read(new java.io.DataInputStream(new java.io.ByteArrayInputStream(forged))));
    }
}

package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.testing.Pools;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values of the JDK that are not serializable travel all the same, or are refused with what to send instead; in both modes. */
@Timeout(120)
class JdkValuesIT {

    @RegisterExtension
    final Pools pools = new Pools();

    private ProcessPoolExecutor pool(PoolMode mode) {
        return pools.open(builder -> builder.mode(mode).maxWorkers(1));
    }

    private static final class NoSuchPage extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // That is the point.
        private final Path file;

        private NoSuchPage(Path file) {
            super("no page in " + file);
            this.file = file;
        }
    }

    @ParameterizedTest
    @EnumSource
    void theyAreArgumentsCapturedValuesAndResults(PoolMode mode) throws Exception {
        ProcessPoolExecutor pool = pool(mode);
        Path folder = Path.of("a");
        ByteBuffer bytes = ByteBuffer.allocateDirect(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(42)
                .flip();

        assertThat(pool.submit(folder::resolve, "b").get()).isEqualTo(Path.of("a", "b"));
        assertThat(pool.submit((Path file) -> Optional.of(file.getFileName()), folder)
                        .get())
                .isEqualTo(Optional.of(folder));
        assertThat(pool.submit(() -> folder.toAbsolutePath()).get()).isEqualTo(folder.toAbsolutePath());
        assertThat(pool.submit((ByteBuffer sent) -> sent.getLong(), bytes).get())
                .isEqualTo(42);
        assertThat(bytes.position()).isZero();
        assertThat(pool.submit((ByteBuffer sent) -> sent, bytes).get())
                .isEqualTo(bytes)
                .matches(ByteBuffer::isDirect)
                .matches(arrived -> arrived.order() == ByteOrder.LITTLE_ENDIAN);
        assertThat(pool.map(file -> OptionalInt.of(file.getNameCount()), List.of(folder, folder.resolve("b"))))
                .containsExactly(OptionalInt.of(1), OptionalInt.of(2));
    }

    @ParameterizedTest
    @EnumSource
    void theyAreInExceptionsAndInCallsOfSharedObjects(PoolMode mode) throws Exception {
        ProcessPoolExecutor pool = pool(mode);
        Path file = Path.of("book");
        @SuppressWarnings("unchecked") // A class literal knows no elements.
        ConcurrentMap<Path, Optional<Path>> parents =
                pool.share(ConcurrentMap.class, new ConcurrentHashMap<Path, Optional<Path>>());

        assertThatThrownBy(() -> pool.submit(() -> {
                            throw new NoSuchPage(file);
                        })
                        .get())
                .cause()
                .isInstanceOfSatisfying(
                        NoSuchPage.class, problem -> assertThat(problem.file).isEqualTo(file));
        pool.submit(() -> {
                    parents.put(file, Optional.ofNullable(file.getParent()));
                })
                .get();
        assertThat(parents.get(file)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatCanNotTravelIsRefusedWithWhatToSendInstead(PoolMode mode) {
        ProcessPoolExecutor pool = pool(mode);
        ByteArrayInputStream content = new ByteArrayInputStream(new byte[1]);

        assertThatThrownBy(() -> pool.submit(() -> content.read()))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining(
                        "captured value 1 (java.io.ByteArrayInputStream) is not serializable; send a byte[]");
        assertThatThrownBy(() -> pool.submit(() -> new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB))
                        .get())
                .cause()
                .isInstanceOf(ResultSerializationException.class)
                .hasMessageContaining("ImageIO.write");
        assertThatThrownBy(() -> pool.submit(() -> Optional.of(Stream.of(1))).get())
                .cause()
                .isInstanceOf(ResultSerializationException.class)
                .hasMessageContaining("result.value (java.util.stream.")
                .hasMessageContaining("collect what is in it into a list");
    }
}

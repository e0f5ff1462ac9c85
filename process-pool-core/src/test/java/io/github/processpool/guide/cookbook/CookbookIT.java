package io.github.processpool.guide.cookbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.testing.Pools;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs the recipes of docs/cookbook that need nothing but a JDK. Each is a class beside this one, see {@link CookbookTest}. */
@Timeout(120)
class CookbookIT {

    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void countsTheWordsOfManyFiles() throws IOException {
        List<Path> files = List.of(file("a.txt", "one two three"), file("b.txt", "four\nfive"), file("c.txt", ""));

        assertThat(WordCount.countAll(pools.shared(), files)).isEqualTo(5);
    }

    @Test
    void endsARegularExpressionThatNeverWould() throws Exception {
        ProcessPoolExecutor pool = pools.open();

        assertThat(SafePatterns.matches(pool, "a+b", "aaab")).isTrue();
        assertThat(SafePatterns.verdict(pool, "(.*a){30}", "a".repeat(60) + "b"))
                .isEqualTo("takes too long");
        assertThat(SafePatterns.verdict(pool, "a+b", "aaa")).isEqualTo("does not match");
        assertThat(SafePatterns.verdict(pool, "(", "aaa")).startsWith("failed: java.util.regex.PatternSyntaxException");
    }

    @Test
    void picturesThatOpenToMoreThanTheHeapCostOneTask() throws Exception {
        ProcessPoolExecutor pool = pools.closeAfterwards(Thumbnails.pool());
        Path small = pools.folder().resolve("small.png");
        ImageIO.write(new BufferedImage(400, 100, BufferedImage.TYPE_INT_RGB), "png", small.toFile());
        Path bomb = Files.write(pools.folder().resolve("bomb.png"), emptyPng(40_000, 40_000));

        assertThat(Files.size(bomb)).isLessThan(100);
        assertThat(catchThrowableOfType(
                        ExecutionException.class,
                        () -> Thumbnails.of(pool, bomb).get()))
                .cause()
                .hasMessageStartingWith("Caught exception during read")
                .hasRootCauseInstanceOf(OutOfMemoryError.class);
        byte[] thumbnail = Thumbnails.of(pool, small).get();
        assertThat(ImageIO.read(new ByteArrayInputStream(thumbnail)).getHeight())
                .isEqualTo(50);
    }

    @Test
    void loadsTheModelBeforeTheFirstTaskOfAWorker() throws Exception {
        Path model = file("moods.txt", "fine happy\nrain sad");
        ProcessPoolExecutor pool = pools.closeAfterwards(Moods.pool(model));

        assertThat(pool.submit(Moods::of, "rain again").get()).isEqualTo("sad");
        Files.delete(model);
        assertThat(pool.submit(Moods::of, "all is fine").get()).isEqualTo("happy");
    }

    @Test
    void convertsWithAProfileForEachSlot() throws Exception {
        Path programs = Files.createDirectory(pools.folder().resolve("bin"));
        Path program = Files.writeString(programs.resolve("soffice"), """
                #!/bin/sh
                while [ $# -gt 1 ]; do
                  case $1 in
                    -env:UserInstallation=*) profile=${1#*=};;
                    --outdir) folder=$2;;
                  esac
                  shift
                done
                name=$(basename "$1" .odt)
                [ "$name" = broken ] || echo "$profile" > "$folder/$name.pdf"
                """);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Map<String, String> path = Map.of("PATH", programs + ":" + System.getenv("PATH"));
        ProcessPoolExecutor pool = pools.open(builder -> builder.environment(path));

        Path pdf = OfficeToPdf.convert(pool, file("letter.odt", ""), pools.folder())
                .get();
        assertThat(pdf.getFileName()).hasToString("letter.pdf");
        assertThat(Files.readString(pdf)).matches("file:///.*/soffice-profile-[01]/?\n");
        assertThat(catchThrowableOfType(
                        ExecutionException.class,
                        () -> OfficeToPdf.convert(pool, file("broken.odt", ""), pools.folder())
                                .get()))
                .hasMessageContaining("soffice made no");
    }

    @Test
    void convertsWithLibreOffice() throws Exception {
        assumeThat(List.of(System.getenv("PATH").split(":")))
                .as("LibreOffice, of which no 'soffice' is on the path of this machine")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "soffice")));

        Path pdf = OfficeToPdf.convert(pools.shared(), file("letter.txt", "Dear reader"), pools.folder())
                .get();
        assertThat(Files.readAllBytes(pdf)).startsWith("%PDF".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void countsTheLinesOfALargeFileInSlicesThatCutThem() throws IOException {
        String lines = IntStream.range(0, 300)
                .mapToObj(number -> (number % 3 == 0 ? "GET" : "POST") + " /" + "é".repeat(number % 20))
                .collect(Collectors.joining("\n"));
        Path file = file("access.log", lines);

        for (int slice : new int[] {1_000, 1 << 20}) {
            assertThat(LargeFile.count(pools.shared(), file, slice)).isEqualTo(Map.of("GET", 100L, "POST", 200L));
        }
    }

    @Test
    void slicesOfALargeFileHaveEachLineOnce() throws IOException {
        Path file = file("short.log", "a\n\nbb b\nc");
        long size = Files.size(file);
        for (int slice = 1; slice <= size; slice++) {
            long lines = 0;
            for (long from = 0; from < size; from += slice) {
                lines += LargeFile.countSlice(file, from, from + slice).values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
            }
            assertThat(lines).as("slices of %d bytes", slice).isEqualTo(4);
        }
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(pools.folder().resolve(name), content);
    }

    /** A picture in shades of grey that says how large it is, and has not a single point in it. */
    private static byte[] emptyPng(int width, int height) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.write(ByteBuffer.allocate(8).putLong(0x89504E470D0A1A0AL).array());
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 0, 0, 0, 0})
                .array();
        writeChunk(png, "IHDR", header);
        writeChunk(png, "IDAT", new byte[] {0x78, (byte) 0x9c, 3, 0, 0, 0, 0, 1});
        writeChunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    private static void writeChunk(OutputStream png, String type, byte[] content) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(name);
        checksum.update(content);
        png.write(ByteBuffer.allocate(4).putInt(content.length).array());
        png.write(name);
        png.write(content);
        png.write(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
    }
}

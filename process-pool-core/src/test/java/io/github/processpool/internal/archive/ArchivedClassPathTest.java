package io.github.processpool.internal.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchivedClassPathTest {

    @TempDir
    private Path folder;

    private String engineJar = "";
    private EngineClasses engine;

    @BeforeEach
    void makeEngine() throws IOException {
        engineJar = file("engine.jar");
        engine = EngineClasses.at(Path.of(engineJar));
    }

    private String file(String name) throws IOException {
        return Files.writeString(folder.resolve(name), name).toString();
    }

    private String folder(String name) throws IOException {
        return Files.createDirectory(folder.resolve(name)).toString();
    }

    private ArchivedClassPath of(String... classPath) {
        return ArchivedClassPath.of(List.of(classPath), engine).orElseThrow();
    }

    @Test
    void jarsCountUpToTheFirstEntryThatIsNone() throws IOException {
        String first = file("a.jar");

        assertThat(of(first, folder("classes"), engineJar).jars()).containsExactly(first);
        assertThat(of(first, folder.resolve("gone.jar").toString(), engineJar).jars())
                .containsExactly(first);
        assertThat(of(first, engineJar).jars()).containsExactly(first, engineJar);
    }

    @Test
    void whatFollowsTheJarsDoesNotMatter() throws IOException {
        String first = file("a.jar");
        String classes = folder("classes");

        assertThat(of(first, classes, engineJar).name())
                .isEqualTo(
                        of(first, folder.resolve("other").toString(), engineJar).name());
        assertThat(of(classes, engineJar).name())
                .isNotEqualTo(of(first, classes, engineJar).name());
    }

    @Test
    void aJarOfAnotherTimeOrSizeIsAnother() throws IOException {
        String first = file("a.jar");
        String before = of(first, engineJar).name();

        Files.setLastModifiedTime(Path.of(first), FileTime.fromMillis(1));
        String later = of(first, engineJar).name();
        Files.writeString(Path.of(first), "larger than before");
        Files.setLastModifiedTime(Path.of(first), FileTime.fromMillis(1));

        assertThat(later).isNotEqualTo(before);
        assertThat(of(first, engineJar).name()).isNotIn(before, later);
    }

    @Test
    void anotherEngineMakesAnotherEntry() throws IOException {
        String before = of(folder("classes"), engineJar).name();

        Files.writeString(Path.of(engineJar), "a later version");
        engine = EngineClasses.at(Path.of(engineJar));

        assertThat(of(folder.resolve("classes").toString(), engineJar).name()).isNotEqualTo(before);
    }

    @Test
    void aClassPathWithoutThisEngineHasNone() throws IOException {
        assertThat(ArchivedClassPath.of(List.of(file("other-engine.jar")), engine))
                .isEmpty();
    }

    @Test
    void theBeginningIsPutBeforeAllAndTakesThePlaceOfTheOneOfAParent() throws IOException {
        String classes = folder("classes");
        Path entry = Files.createDirectory(folder.resolve("entry"));
        List<String> copy = engineOf(classes).writeTo(entry);
        String beginning = entry.resolve(copy.get(0)).toString();
        List<String> plain = new ArrayList<>(List.of(classes, engineJar));
        of(classes, engineJar).begin(plain, List.of(beginning));

        EngineClasses inWorker = EngineClasses.at(Path.of(beginning));
        ArchivedClassPath ofWorker = ArchivedClassPath.of(plain, inWorker).orElseThrow();
        List<String> ofItsWorkers = new ArrayList<>(plain);
        ofWorker.begin(ofItsWorkers, List.of(beginning));

        assertThat(plain).containsExactly(beginning, classes, engineJar);
        assertThat(ofItsWorkers).isEqualTo(plain);
        assertThat(inWorker.identity()).isEqualTo(engineOf(classes).identity());
    }

    private static EngineClasses engineOf(String folder) throws IOException {
        Path place = Files.createDirectories(Path.of(folder, "io/github/processpool"));
        Files.writeString(place.resolve("A.class"), "a class");
        Files.setLastModifiedTime(place.resolve("A.class"), FileTime.fromMillis(1));
        return EngineClasses.at(Path.of(folder));
    }
}

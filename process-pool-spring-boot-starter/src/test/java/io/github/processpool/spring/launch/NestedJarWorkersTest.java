package io.github.processpool.spring.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerCommand;
import io.github.processpool.spring.launch.packed.LaunchedClassPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NestedJarWorkersTest {

    private final WorkerCommand command = new WorkerCommand(List.of(), Path.of("java"), "the.WorkerMain");

    private static final String LIBRARY = "jar:nested:/apps/app.jar/!BOOT-INF/lib/core.jar!/";

    private static NestedJarWorkers of(String archive, String... locations) {
        return new NestedJarWorkers(LaunchedClassPath.of(List.of(Path.of(archive)), List.of(locations)));
    }

    @Test
    void startsThroughLauncherOfJar() {
        command.classPath().add("/apps/app.jar");

        of("/apps/app.jar", "jar:nested:/apps/app.jar/!BOOT-INF/classes/!/", LIBRARY)
                .customize(command);

        assertThat(command.mainClass()).isEqualTo("org.springframework.boot.loader.launch.PropertiesLauncher");
        assertThat(command.jvmArguments())
                .containsExactly("-Dloader.main=the.WorkerMain", "-Dloader.path=BOOT-INF/classes,BOOT-INF/lib");
        assertThat(command.classPath()).containsExactly("/apps/app.jar");
    }

    @Test
    void namesFoldersOfWar() {
        command.classPath().add("/apps/app.war");

        of(
                        "/apps/app.war",
                        "jar:nested:/apps/app.war/!WEB-INF/classes/!/",
                        "jar:nested:/apps/app.war/!WEB-INF/lib/core.jar!/",
                        "jar:nested:/apps/app.war/!WEB-INF/lib-provided/yaml.jar!/")
                .customize(command);

        assertThat(command.jvmArguments())
                .containsExactly(
                        "-Dloader.main=the.WorkerMain",
                        "-Dloader.path=WEB-INF/classes,WEB-INF/lib,WEB-INF/lib-provided");
    }

    @Test
    void handsLoaderPathOnInItsPlaceAndEncoded() {
        command.classPath().add("/apps/app.jar");

        of("/apps/app.jar", "file:/ext/c%2B%2B,%20100%25.jar", "file:/ext/", LIBRARY)
                .customize(command);

        assertThat(command.jvmArguments())
                .contains("-Dloader.path=file:/ext/c%2B%2B%2C 100%25.jar,file:/ext,BOOT-INF/lib");
    }

    @Test
    void leavesOutWhatTheLauncherOfThisJvmHasUnpacked() {
        command.classPath().add("/apps/app.jar");

        of("/apps/app.jar", LIBRARY, "file:/tmp/app.jar-spring-boot-libs-3f/jruby.jar")
                .customize(command);

        assertThat(command.jvmArguments()).contains("-Dloader.path=BOOT-INF/lib");
    }

    @Test
    void leavesLoaderPathToTheWorkersLauncherThatHasPartsOfOtherArchives() {
        command.classPath().add("/apps/app.jar");

        of("/apps/app.jar", LIBRARY, "jar:nested:/ext/more.jar/!lib/x.jar!/").customize(command);

        assertThat(command.jvmArguments()).containsExactly("-Dloader.main=the.WorkerMain");
    }

    @Test
    void keepsWhatIsBesideTheArchive() {
        command.classPath().addAll(List.of("/apps/app.jar", "/ext/x.jar"));

        new NestedJarWorkers(LaunchedClassPath.of(
                        List.of(Path.of("/apps/app.jar"), Path.of("/ext/x.jar")), List.of(LIBRARY)))
                .customize(command);

        assertThat(command.mainClass()).isEqualTo("org.springframework.boot.loader.launch.PropertiesLauncher");
        assertThat(command.classPath()).containsExactly("/apps/app.jar", "/ext/x.jar");
    }

    @Test
    void startsFromFilesOfExplodedArchive() {
        command.classPath().addAll(List.of("/workspace", "/ext/x.jar"));

        new NestedJarWorkers(LaunchedClassPath.of(
                        List.of(Path.of("/workspace"), Path.of("/ext/x.jar")),
                        List.of("file:/workspace/BOOT-INF/classes/", "file:/workspace/BOOT-INF/lib/a%20b.jar")))
                .customize(command);

        assertThat(command.mainClass()).isEqualTo("the.WorkerMain");
        assertThat(command.jvmArguments()).isEmpty();
        assertThat(command.classPath())
                .containsExactly(
                        "/workspace", "/ext/x.jar", "/workspace/BOOT-INF/classes", "/workspace/BOOT-INF/lib/a b.jar");
    }

    @Test
    void decodesPath() {
        command.classPath().add("/my apps/app.jar");

        of("/my apps/app.jar", "jar:nested:/my%20apps/app.jar/!BOOT-INF/lib/core.jar!/")
                .customize(command);

        assertThat(command.classPath()).containsExactly("/my apps/app.jar");
        assertThat(command.mainClass()).isNotEqualTo("the.WorkerMain");
    }

    @Test
    void leavesClassPathSetOnPurpose() {
        command.classPath().addAll(List.of("/apps/extracted", "/apps/lib/core.jar"));

        of("/apps/app.jar", LIBRARY).customize(command);

        assertThat(command.mainClass()).isEqualTo("the.WorkerMain");
        assertThat(command.jvmArguments()).isEmpty();
    }

    @Test
    void leavesAnotherArchiveOfTheSameName() {
        command.classPath().add("/other/app.jar");

        of("/apps/app.jar", LIBRARY).customize(command);

        assertThat(command.mainClass()).isEqualTo("the.WorkerMain");
        assertThat(command.classPath()).containsExactly("/other/app.jar");
    }

    @Test
    void startsFromArchiveThatALinkLedTo(@TempDir Path folder) throws IOException {
        Path archive = Files.createFile(folder.resolve("app-1.jar"));
        Path link = Files.createSymbolicLink(folder.resolve("app.jar"), archive);
        command.classPath().add(link.toString());
        NestedJarWorkers workers = of(link.toString(), "jar:nested:" + archive + "/!BOOT-INF/lib/core.jar!/");
        Files.delete(link);
        Files.createSymbolicLink(link, folder.resolve("app-2.jar"));

        workers.customize(command);

        assertThat(command.classPath()).containsExactly(archive.toString());
    }

    @Test
    void doesNothingOutsideOfArchive() {
        command.classPath().add("/apps/target/classes");

        new NestedJarWorkers(ProcessPoolExecutor.class).customize(command);

        assertThat(command.mainClass()).isEqualTo("the.WorkerMain");
        assertThat(command.jvmArguments()).isEmpty();
    }
}

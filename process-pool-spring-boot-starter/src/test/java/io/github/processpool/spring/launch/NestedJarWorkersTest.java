package io.github.processpool.spring.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NestedJarWorkersTest {

    private final WorkerCommand command = new WorkerCommand(List.of(), Path.of("java"), "the.WorkerMain");

    @Test
    void startsThroughLauncherOfJar() {
        command.classPath().add("/apps/app.jar");

        new NestedJarWorkers(ApplicationArchive.at("jar:nested:/apps/app.jar/!BOOT-INF/lib/core.jar!/"))
                .customize(command);

        assertThat(command.mainClass()).isEqualTo("org.springframework.boot.loader.launch.PropertiesLauncher");
        assertThat(command.jvmArguments()).containsExactly("-Dloader.main=the.WorkerMain");
        assertThat(command.classPath()).containsExactly("/apps/app.jar");
    }

    @Test
    void namesFoldersOfWar() {
        command.classPath().add("/apps/app.war");

        new NestedJarWorkers(ApplicationArchive.at("jar:nested:/apps/app.war/!WEB-INF/lib/core.jar!/"))
                .customize(command);

        assertThat(command.jvmArguments())
                .containsExactly(
                        "-Dloader.main=the.WorkerMain",
                        "-Dloader.path=WEB-INF/classes,WEB-INF/lib,WEB-INF/lib-provided");
    }

    @Test
    void decodesPath() {
        command.classPath().add("/my apps/app.jar");

        new NestedJarWorkers(ApplicationArchive.at("jar:nested:/my%20apps/app.jar/!BOOT-INF/lib/core.jar!/"))
                .customize(command);

        assertThat(command.classPath()).containsExactly("/my apps/app.jar");
    }

    @Test
    void leavesClassPathSetOnPurpose() {
        command.classPath().addAll(List.of("/apps/extracted", "/apps/lib/core.jar"));

        new NestedJarWorkers(ApplicationArchive.at("jar:nested:/apps/app.jar/!BOOT-INF/lib/core.jar!/"))
                .customize(command);

        assertThat(command.mainClass()).isEqualTo("the.WorkerMain");
        assertThat(command.jvmArguments()).isEmpty();
    }

    @Test
    void leavesAnotherArchiveOfTheSameName() {
        command.classPath().add("/other/app.jar");

        new NestedJarWorkers(ApplicationArchive.at("jar:nested:/apps/app.jar/!BOOT-INF/lib/core.jar!/"))
                .customize(command);

        assertThat(command.mainClass()).isEqualTo("the.WorkerMain");
        assertThat(command.classPath()).containsExactly("/other/app.jar");
    }

    @Test
    void startsFromArchiveThatALinkLeadsTo(@TempDir Path folder) throws IOException {
        Path archive = Files.createFile(folder.resolve("app-1.jar"));
        Path link = Files.createSymbolicLink(folder.resolve("app.jar"), archive);
        command.classPath().add(link.toString());

        new NestedJarWorkers(new ApplicationArchive(archive, false)).customize(command);

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

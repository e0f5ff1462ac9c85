package io.github.processpool.internal.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.WorkerCommand;
import io.github.processpool.internal.cache.ArchiveKey;
import io.github.processpool.internal.cache.CacheEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands before and after there is an entry; no process is started. */
class ClassPathHomeTest {

    private static final ArchiveKey KEY = new ArchiveKey("key.jsa");

    @TempDir
    private Path folder;

    private Path engine;
    private String jar;
    private String classes;

    @BeforeEach
    void makeClassPath() throws IOException {
        engine = folder.resolve("engine");
        Path place = Files.createDirectories(engine.resolve("io/github/processpool"));
        Files.writeString(place.resolve("A.class"), "a class");
        jar = Files.writeString(folder.resolve("a.jar"), "a jar").toString();
        classes = Files.createDirectory(folder.resolve("classes")).toString();
    }

    private ClassPathHome home() {
        return home(folder.resolve("cache"));
    }

    private ClassPathHome home(Path place) {
        return new ClassPathHome(List.of(place), () -> {
            try {
                return EngineClasses.at(engine);
            } catch (IOException e) {
                return null;
            }
        });
    }

    private WorkerCommand command() {
        WorkerCommand command = new WorkerCommand(List.of(), Path.of("java"), "the.WorkerMain");
        command.classPath().addAll(List.of(jar, classes, engine.toString()));
        return command;
    }

    @Test
    void nothingIsMadeForAWorkersStart() {
        assertThat(home().entryOf(command())).isEmpty();
    }

    @Test
    void anEntryIsMadeInTheBackgroundAndFoundByTheNextJvm() {
        CacheEntry made = home().entryFor(command());

        assertThat(made).isNotNull();
        assertThat(home().entryOf(command()))
                .hasValueSatisfying(found -> assertThat(found).hasToString(made.toString()));
    }

    @Test
    void aWorkerStartsFromTheEntryBeforeItsOwnClassPath() {
        ClassPathHome home = home();
        CacheEntry entry = home.entryFor(command());
        WorkerCommand command = command();

        home.startFrom(entry, command);

        assertThat(command.classPath())
                .hasSize(4)
                .startsWith(entry.classPath().get(0))
                .endsWith(jar, classes, engine.toString());
    }

    @Test
    void aTrainingWorkerHasNothingBehindTheJars() {
        ClassPathHome home = home();
        CacheEntry entry = home.entryFor(command());
        WorkerCommand training = command();

        home.train(entry, command(), training);

        assertThat(training.classPath()).containsExactly(entry.classPath().get(0), jar);
    }

    @Test
    void anEntryThatSomebodyHasDeletedIsNotUsedAndMadeAgain() throws IOException {
        ClassPathHome home = home();
        CacheEntry entry = home.entryFor(command());
        Files.delete(Path.of(entry.classPath().get(0)));

        assertThat(home.entryOf(command())).isEmpty();
        assertThat(home.entryFor(command())).isNotNull();
        assertThat(home.entryOf(command())).isPresent();
    }

    @Test
    void whereTheFolderCanNotBeMadeThereIsNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");

        assertThat(home(file).entryOf(command())).isEmpty();
        assertThat(home(file).mayCome(command())).isFalse();
        assertThat(home(file).entryFor(command())).isNull();
    }

    @Test
    void aTryIsMadeTwiceForEachClassPath() {
        ClassPathHome home = home();
        CacheEntry entry = home.entryFor(command());

        assertThat(home.mayTry(entry, KEY, command())).isTrue();
        assertThat(home.mayTry(entry, KEY, command())).isTrue();
        assertThat(home.mayTry(entry, KEY, command())).isFalse();
        assertThat(home.mayCome(command())).isFalse();
    }

    @Test
    void whatFailedIsNotTriedByTheNextJvmUntilADayIsOver() throws IOException {
        ClassPathHome home = home();
        CacheEntry entry = home.entryFor(command());
        home.onFailure(entry, KEY);

        ClassPathHome next = home();
        assertThat(next.mayCome(command())).isTrue();
        assertThat(next.mayTry(entry, KEY, command())).isFalse();
        assertThat(next.mayCome(command())).isFalse();

        Path note = Path.of(entry.toString(), "failed-" + KEY.name());
        Files.setLastModifiedTime(note, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        assertThat(home().mayTry(entry, KEY, command())).isTrue();
    }

    @Test
    void aWorkerWithAnotherEngineHasNone() {
        ClassPathHome home = home();
        WorkerCommand command = command();
        command.classPath().remove(engine.toString());

        assertThat(home.mayCome(command)).isFalse();
        assertThat(home.entryFor(command)).isNull();
    }

    @Test
    void aHundredClassPathsAreNotRemembered() {
        ClassPathHome home = home();
        for (int i = 0; i < 16; i++) {
            WorkerCommand command = command();
            command.classPath().add("entry" + i);
            home.entryOf(command);
        }

        assertThat(home.entryFor(command())).isNull();
    }
}

package io.github.processpool.internal.parent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinnedPathTest {

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void resolveLinks() throws IOException {
        folder = temporary.toRealPath();
    }

    private Path jar(String name, String content) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        return Files.writeString(folder.resolve(name), content);
    }

    @Test
    void anEmptyEntryIsTheCurrentDirectoryWhereverItStands() throws IOException {
        String here = Path.of("").toRealPath().toString();
        String jar = jar("a.jar", "a").toString();
        String separator = File.pathSeparator;

        assertThat(PinnedPath.parse("").entries()).containsExactly(here);
        assertThat(PinnedPath.parse(jar + separator).entries()).containsExactly(jar, here);
        assertThat(PinnedPath.parse(separator + jar).entries()).containsExactly(here, jar);
        assertThat(PinnedPath.parse(jar + separator + separator + jar).entries())
                .containsExactly(jar, here, jar);
    }

    @Test
    void aLinkToAReleaseIsResolvedOnceAndItsSwitchIsSeen() throws IOException {
        Path first = jar("releases/1/lib/a.jar", "one");
        jar("releases/2/lib/a.jar", "two");
        Path current = Files.createSymbolicLink(folder.resolve("current"), folder.resolve("releases/1"));
        PinnedPath path = PinnedPath.of(List.of(current.resolve("lib/a.jar"), current));
        assertThat(path.changes()).isEmpty();

        Files.delete(current);
        Files.createSymbolicLink(current, folder.resolve("releases/2"));

        assertThat(path.entries())
                .containsExactly(first.toString(), folder.resolve("releases/1").toString());
        assertThat(path.changes()).hasSize(2);
        assertThat(path.changes().get(0)).contains("current/lib/a.jar leads to", "releases/2", "not to " + first);
    }

    @Test
    void aJarThatIsReplacedOrGoneIsSeen() throws IOException {
        Path jar = jar("a.jar", "one");
        Path gone = jar("b.jar", "two");
        PinnedPath path = PinnedPath.of(List.of(jar, gone, folder.resolve("never.jar")));

        jar("new.jar", "three");
        Files.delete(jar);
        Files.move(folder.resolve("new.jar"), jar);
        Files.delete(gone);

        assertThat(path.changes()).containsExactly(jar + " was replaced", gone + " is gone");
    }

    @Test
    void aJarStaysWhereItLayBecauseItMayNameOthersBesideIt() throws IOException {
        Path stored = jar("store/a-1.jar", "one");
        Files.createDirectory(folder.resolve("lib"));
        Path elsewhere = Files.createSymbolicLink(folder.resolve("lib/a.jar"), stored);
        Path beside = Files.createSymbolicLink(folder.resolve("store/a.jar"), stored);

        assertThat(PinnedPath.of(List.of(elsewhere, beside)).entries())
                .containsExactly(elsewhere.toString(), stored.toString());
    }
}

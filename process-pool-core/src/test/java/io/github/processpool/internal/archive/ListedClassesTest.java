package io.github.processpool.internal.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes that other workers have listed, loaded in a training worker. */
class ListedClassesTest {

    @TempDir
    Path place;

    @Test
    void namedClassesAreLoadedAndWhatWasMadeAtRunTimeIsPassedOver() throws IOException {
        Path file = place.resolve("classes-0.log");
        Files.writeString(file, """
                com.example.Missing source: file:/lib/a.jar
                java.lang.invoke.LambdaForm$MH/0x0000000800c01000 source: __JVM_LookupDefineClass__
                jdk.proxy2.$Proxy12 source: __dynamic_proxy__
                com.example.Signed source: file:/lib/a.jar
                com.example.Broken source: jrt:/java.base
                io.github.processpool.internal.archive.ListedClasses source: shared objects file (top)
                not a line of this kind
                """);
        Files.writeString(ListedClasses.fullFileOf(file), "com.example.Earlier source: file:/lib/a.jar\n");
        List<String> asked = new ArrayList<>();
        ClassLoader loader = new ClassLoader(null) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                asked.add(name);
                if (name.endsWith("Signed")) {
                    throw new SecurityException("by others than its package");
                }
                if (name.endsWith("Broken")) {
                    throw new NoClassDefFoundError("com/example/Superclass");
                }
                throw new ClassNotFoundException(name);
            }
        };

        ListedClasses.load(List.of(file.toString()), loader);

        assertThat(asked)
                .containsExactly(
                        "com.example.Earlier",
                        "com.example.Missing",
                        "com.example.Signed",
                        "com.example.Broken",
                        "io.github.processpool.internal.archive.ListedClasses");
    }

    @Test
    void classesOfTheJdksOwnListAreLoaded() throws IOException {
        Files.createDirectory(place.resolve("lib"));
        Files.writeString(place.resolve("lib/classlist"), """
                # NOTE: Do not modify this file.
                java/one/First
                java/one/Second$Inner id: 5
                @lambda-proxy java/one/Third run ()V
                """);
        List<String> asked = new ArrayList<>();
        ClassLoader loader = new ClassLoader(null) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                asked.add(name);
                throw new ClassNotFoundException(name);
            }
        };

        ListedClasses.loadThoseOfTheJdk(place, loader);

        assertThat(asked).containsExactly("java.one.First", "java.one.Second$Inner");
    }

    @Test
    void missingFileIsNoFailure() {
        assertThatCode(() -> ListedClasses.load(
                        List.of(place.resolve("missing").toString()), ClassLoader.getSystemClassLoader()))
                .doesNotThrowAnyException();
    }
}

package io.github.processpool.internal.parent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ParentModulesTest {

    private static final List<String> PATH = List.of("/lib/core.jar", "/lib/app.jar");
    private static final List<String> NONE = List.of();
    private static final String MAIN = "example.Main";

    /** Modules of a JVM, by name, and where each was found. */
    private static ModuleLayer layer(Map<String, String> places) {
        Map<String, ModuleReference> found =
                places.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> reference(entry)));
        ModuleFinder finder = new ModuleFinder() {
            @Override
            public Optional<ModuleReference> find(String name) {
                return Optional.ofNullable(found.get(name));
            }

            @Override
            public Set<ModuleReference> findAll() {
                return Set.copyOf(found.values());
            }
        };
        Configuration configuration =
                ModuleLayer.boot().configuration().resolve(finder, ModuleFinder.of(), places.keySet());
        return ModuleLayer.boot().defineModulesWithOneLoader(configuration, null);
    }

    private static ModuleReference reference(Map.Entry<String, String> place) {
        ModuleDescriptor descriptor = place.getKey().startsWith("automatic")
                ? ModuleDescriptor.newAutomaticModule(place.getKey()).build()
                : ModuleDescriptor.newModule(place.getKey()).build();
        return new ModuleReference(descriptor, URI.create(place.getValue())) {
            @Override
            public ModuleReader open() {
                throw new UnsupportedOperationException();
            }
        };
    }

    /** A JVM whose modules, this library among them, are on its module path. */
    private static ParentModules onPath(String main) {
        ModuleLayer layer = layer(Map.of(
                "core", "file:///lib/core.jar",
                "app", "file:///lib/app.jar",
                "automatic", "file:///lib/automatic.jar",
                "jdk.made.up", "jrt:/jdk.made.up"));
        return new ParentModules(layer.findModule("core").orElseThrow(), layer, main);
    }

    /** The image that jlink has made of them. */
    private static ParentModules inImage() {
        ModuleLayer layer = layer(Map.of("core", "jrt:/core", "app", "jrt:/app", "java.made.up", "jrt:/java.made.up"));
        return new ParentModules(layer.findModule("core").orElseThrow(), layer, "app");
    }

    @Test
    void aWorkerHasTheModulesOfItsParentAndThoseOfTheJdkThatTheyRequire() {
        assertThat(onPath("app").roots(PATH, PATH)).containsExactly("--add-modules", "app,automatic,core");
        assertThat(onPath("app").mainClass(MAIN, PATH)).containsExactly("-m", "core/" + MAIN);
    }

    @Test
    void codeThatSaysNowhereWhichModulesItRequiresHasAllOfTheJdk() {
        assertThat(onPath(null).roots(PATH, PATH)).last().asString().endsWith(",ALL-DEFAULT");
        assertThat(onPath("automatic").roots(PATH, PATH)).last().asString().endsWith(",ALL-DEFAULT");
    }

    @Test
    void aModulePathThatACustomizerHasChangedIsTakenAsAWhole() {
        assertThat(onPath("app").roots(List.of("/other"), PATH)).containsExactly("--add-modules", "ALL-MODULE-PATH");
    }

    @Test
    void aWorkerWithAClassPathOfItsOwnStartsFromThat() {
        assertThat(onPath("app").roots(NONE, PATH)).isEmpty();
        assertThat(onPath("app").mainClass(MAIN, NONE)).containsExactly(MAIN);
    }

    @Test
    void aWorkerOfAnImageHasTheModulesThatWereLinked() {
        assertThat(inImage().roots(NONE, NONE)).containsExactly("--add-modules", "app,core");
        assertThat(inImage().mainClass(MAIN, NONE)).containsExactly("-m", "core/" + MAIN);
    }

    @Test
    void aLibraryOnTheClassPathStartsWorkersFromThere() {
        ParentModules modules = new ParentModules(
                getClass().getClassLoader().getUnnamedModule(), layer(Map.of("lib", "file:///lib/lib.jar")), null);

        assertThat(modules.mainClass(MAIN, NONE)).containsExactly(MAIN);
        assertThat(modules.roots(NONE, NONE)).isEmpty();
        assertThat(modules.mainClass(MAIN, PATH)).containsExactly(MAIN);
        assertThat(modules.roots(PATH, PATH)).containsExactly("--add-modules", "lib,ALL-DEFAULT");
    }
}

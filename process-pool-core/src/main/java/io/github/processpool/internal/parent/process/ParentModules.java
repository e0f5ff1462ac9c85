package io.github.processpool.internal.parent.process;

import java.lang.module.ResolvedModule;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The modules of this JVM: receives the module path of a worker's command, hands {@link CommandLine} what starts the worker with
 * the same modules, neither more nor less. A module that only lies on the path is not resolved: it may lack what it requires.
 * It does not change the command. Immutable.
 *
 * @param core the module of this library; an unnamed one on the class path
 * @param layer what the JVM was started with
 * @param main the module that was started; null if a class was
 */
record ParentModules(
        Module core, ModuleLayer layer, @Nullable String main) {

    static ParentModules ofThisJvm() {
        return new ParentModules(
                ParentModules.class.getModule(), ModuleLayer.boot(), System.getProperty("jdk.module.main"));
    }

    /**
     * The option that names the modules of a worker; empty for one that starts from its class path alone.
     *
     * @param path the worker's module path
     * @param own this JVM's module path; modules of another one are all wanted
     */
    List<String> roots(List<String> path, List<String> own) {
        if (path.isEmpty() && !startsAsModule(path)) {
            return List.of();
        }
        List<String> roots = new ArrayList<>();
        layer.configuration().modules().stream()
                .filter(module -> !isOfTheJdk(module) && (isInImage(module) || path.equals(own)))
                .map(ResolvedModule::name)
                .sorted()
                .forEach(roots::add);
        if (!path.equals(own)) {
            roots.add("ALL-MODULE-PATH");
        }
        if (hasDefaultRoots()) {
            roots.add("ALL-DEFAULT");
        }
        return roots.isEmpty() ? List.of() : List.of("--add-modules", String.join(",", roots));
    }

    /** The words that name the main class, which is in this library, at the end of a command. */
    List<String> mainClass(String name, List<String> path) {
        return startsAsModule(path) ? List.of("-m", core.getName() + "/" + name) : List.of(name);
    }

    /** A worker that was given a class path of its own has this library there. */
    private boolean startsAsModule(List<String> path) {
        return core.isNamed()
                && (!path.isEmpty()
                        || layer.configuration()
                                .findModule(core.getName())
                                .filter(ParentModules::isInImage)
                                .isPresent());
    }

    /** Whether all modules of the JDK were resolved, as for code that says nowhere which of them it requires. */
    private boolean hasDefaultRoots() {
        return main == null
                || layer.findModule(main)
                        .filter(module -> module.getDescriptor().isAutomatic())
                        .isPresent();
    }

    /** A worker's JDK may be another one, with other modules; those that are required are found without being named. */
    private static boolean isOfTheJdk(ResolvedModule module) {
        return isInImage(module)
                && (module.name().startsWith("java.") || module.name().startsWith("jdk."));
    }

    /** In the image that jlink has made, or in the JDK. */
    private static boolean isInImage(ResolvedModule module) {
        return module.reference()
                .location()
                .map(URI::getScheme)
                .filter("jrt"::equals)
                .isPresent();
    }
}

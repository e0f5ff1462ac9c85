package io.github.processpool.internal.parent.process;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The arguments of this JVM that a worker needs to behave like it: system properties, module options, assertions, preview features,
 * stack size and number of processors. Anything not listed here is not inherited: heap sizes and collectors, because workers have their
 * own; agents, debugging, JMX, flight recordings and logs, because a port or file can't be shared; caches, because they fit one command
 * line.
 */
final class InheritedArguments {

    private static final List<String> PREFIXES = List.of(
            "-D",
            "--add-opens",
            "--add-exports",
            "--add-reads",
            "--add-modules",
            "--patch-module",
            "--upgrade-module-path",
            "--limit-modules",
            "--enable-native-access",
            "--illegal-native-access",
            "--sun-misc-unsafe-memory-access",
            "--enable-preview",
            "-ea",
            "-da",
            "-esa",
            "-dsa",
            "-enableassertions",
            "-disableassertions",
            "-enablesystemassertions",
            "-disablesystemassertions",
            "-Xss",
            "-XX:ActiveProcessorCount=",
            "-Xbootclasspath/a:");

    private static final List<String> EXCLUDED_PROPERTIES = List.of(
            "-Dcom.sun.management",
            "-Djava.class.path",
            "-Djdk.module.",
            "-Dspring.devtools",
            "-Dsun.java.command",
            CommandLine.NAME);

    /** Options that may be followed by their value as an argument of its own. */
    private static final Set<String> WITH_VALUE = Set.of(
            "--add-opens",
            "--add-exports",
            "--add-reads",
            "--add-modules",
            "--patch-module",
            "--upgrade-module-path",
            "--limit-modules",
            "--enable-native-access");

    private static final String LOGGING = "-Djava.util.logging.";
    private static final String LOG_MANAGER = LOGGING + "manager=";

    private InheritedArguments() {}

    /** Returns those for a worker on whose class path a class is or is not. */
    static List<String> ofThisJvm(Predicate<String> isOnClassPath) {
        List<String> all = select(ManagementFactory.getRuntimeMXBean().getInputArguments());
        return withoutForeignLogManager(all, isOnClassPath);
    }

    /** A container has one for itself; a JVM that does not find its log manager complains of each logger. */
    static List<String> withoutForeignLogManager(List<String> arguments, Predicate<String> isOnClassPath) {
        boolean foreign = arguments.stream()
                .filter(argument -> argument.startsWith(LOG_MANAGER))
                .anyMatch(argument -> !isOnClassPath.test(argument.substring(LOG_MANAGER.length())));
        return foreign
                ? arguments.stream()
                        .filter(argument -> !argument.startsWith(LOGGING))
                        .toList()
                : arguments;
    }

    static List<String> select(List<String> arguments) {
        List<String> selected = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (PREFIXES.stream().anyMatch(argument::startsWith)
                    && EXCLUDED_PROPERTIES.stream().noneMatch(argument::startsWith)) {
                selected.add(argument);
                if (WITH_VALUE.contains(argument) && i + 1 < arguments.size()) {
                    selected.add(arguments.get(++i));
                }
            }
        }
        return selected;
    }
}

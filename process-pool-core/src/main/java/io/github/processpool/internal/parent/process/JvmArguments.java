package io.github.processpool.internal.parent.process;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells arguments of a JVM from what a list of them becomes where it was cut at the wrong places: at a comma inside of one, or not
 * at all. A JVM would take what is no argument for the name of a class, and the second of two in one for a part of the first.
 * Stateless.
 */
final class JvmArguments {

    private JvmArguments() {}

    static void check(List<String> arguments) {
        String before = "";
        for (String argument : arguments) {
            if (!argument.startsWith("-") && !argument.startsWith("@") && !takesValue(before)) {
                throw new IllegalArgumentException("jvmArguments: '" + argument
                        + "' is no argument of a JVM: it begins with neither '-' nor '@'" + rest(before));
            }
            if (isSeveral(argument)) {
                throw new IllegalArgumentException("jvmArguments: '" + argument
                        + "' holds several arguments in one element; each of them is an element of its own");
            }
            before = argument;
        }
    }

    private static String rest(String before) {
        return before.isEmpty()
                ? ""
                : "; if it belongs to '" + before + "', which stands before it, both are one element";
    }

    /** Options of the java command whose value may be the next word. */
    private static boolean takesValue(String option) {
        return Set.of(
                        "--add-exports",
                        "--add-modules",
                        "--add-opens",
                        "--add-reads",
                        "--class-path",
                        "--enable-native-access",
                        "--limit-modules",
                        "--module-path",
                        "--patch-module",
                        "--upgrade-module-path",
                        "-classpath",
                        "-cp",
                        "-p")
                .contains(option);
    }

    /**
     * Values that are command lines themselves hold several for others: of a property for another JVM, of what runs at an error. In that
     * of any other property only what no program but a JVM takes counts.
     */
    private static boolean isSeveral(String argument) {
        return Pattern.compile(
                                argument.startsWith("-D")
                                        ? "\\s-(Xm[xsn]|Xss|XX:|D[\\w.]+=)"
                                        : "\\s(-X|-D|--[a-z]|-[ed]s?a\\b|-javaagent:|-agentlib:|-agentpath:|-verbose)")
                        .matcher(argument)
                        .find()
                && !Pattern.compile("^(-D[^=\\s]+=['\"]?-|-XX:On\\w+=)")
                        .matcher(argument)
                        .find();
    }
}

package io.github.processpool.internal.parent.process;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Finds in the last words of a worker why its JVM could not even be created: an argument that it does not take. Stateless. */
public final class JvmRefusal {

    private static final String NOT_CREATED = "Error: Could not create the Java Virtual Machine.";
    private static final String NOT_INITIALIZED = "Error occurred during initialization of ";
    /** Of arguments, and not of memory, threads or files, which the next start may find changed. */
    private static final Pattern COMPLAINT =
            Pattern.compile("(?i).*\\b(unrecognized|invalid|conflicting|multiple garbage collectors"
                    + "|too (small|large)|larger value|must be|improperly|unable to parse|module \\S+ not found)\\b.*");

    private JvmRefusal() {}

    /** Returns whether these are the first lines of a JVM that could not be created, which prints some of its words as output. */
    public static boolean isAnnounced(List<String> firstOutput) {
        return !firstOutput.isEmpty() && firstOutput.get(0).startsWith(NOT_INITIALIZED);
    }

    /** Returns the reason in one line; empty if the JVM was created. */
    public static Optional<String> in(List<String> lastWords) {
        for (int i = 0; i < lastWords.size(); i++) {
            if (lastWords.get(i).startsWith(NOT_INITIALIZED)) {
                return lineAt(lastWords, i + 1);
            } else if (lastWords.get(i).equals(NOT_CREATED)) {
                return lineAt(lastWords, i - 1);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> lineAt(List<String> lines, int index) {
        return index < 0 || index >= lines.size()
                ? Optional.empty()
                : Optional.of(lines.get(index).strip());
    }

    /** Returns whether each further start would end like one that ended so. */
    public static boolean isLasting(OptionalInt exitCode, List<String> lastWords) {
        return exitCode.isPresent()
                && in(lastWords)
                        .filter(reason -> COMPLAINT.matcher(reason).matches())
                        .isPresent();
    }
}

package io.github.processpool.internal.parent.process;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The JVM of a worker could not even be created, because of an argument or for want of something: found in its last words. */
public final class JvmRefusal extends IOException {

    private static final long serialVersionUID = 1L;

    private static final String NOT_CREATED = "Error: Could not create the Java Virtual Machine.";
    private static final String NOT_INITIALIZED = "Error occurred during initialization of ";
    /** Of arguments, and not of memory, threads or files, which the next start may find changed. */
    private static final Pattern COMPLAINT =
            Pattern.compile("(?i).*\\b(unrecognized|invalid|conflicting|multiple garbage collectors"
                    + "|too (small|large)|larger value|must be|improperly|unable to parse|module \\S+ not found)\\b.*");

    private final boolean lasting;

    private JvmRefusal(String reason) {
        super(reason);
        lasting = COMPLAINT.matcher(reason).matches();
    }

    /** Returns whether these are the first lines of a JVM that could not be created, which prints some of its words as output. */
    static boolean isAnnounced(List<String> firstOutput) {
        return !firstOutput.isEmpty() && firstOutput.get(0).startsWith(NOT_INITIALIZED);
    }

    /** Returns the last words of a process whose output began so. */
    public static List<String> lastWords(List<String> firstOutput, List<String> lastErrors) {
        return isAnnounced(firstOutput)
                ? Stream.concat(firstOutput.stream(), lastErrors.stream()).toList()
                : lastErrors;
    }

    /** Returns what a JVM says that ended so; empty if it was created. Where these words stand tells its own from others'. */
    public static Optional<JvmRefusal> in(OptionalInt exitCode, List<String> lastWords) {
        if (exitCode.isEmpty() || exitCode.getAsInt() != 1) {
            return Optional.empty();
        } else if (isAnnounced(lastWords)) {
            return at(lastWords, 1);
        }
        int last = lastWords.lastIndexOf(NOT_CREATED);
        return last >= lastWords.size() - 2 ? at(lastWords, last - 1) : Optional.empty();
    }

    private static Optional<JvmRefusal> at(List<String> lines, int index) {
        return index < 0 || index >= lines.size()
                ? Optional.empty()
                : Optional.of(new JvmRefusal(lines.get(index).strip()));
    }

    /** Returns whether each further start would end like that, as far as can be told. */
    public boolean isLasting() {
        return lasting;
    }
}

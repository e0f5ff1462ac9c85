package io.github.processpool.spring.worker.name;

import java.util.Collection;
import java.util.stream.Collectors;

/** Puts names into a line of the log that can still be read. Stateless. */
public final class NamesInWords {

    private static final int MOST = 20;

    private NamesInWords() {}

    /** The first of them, and how many more there are. */
    public static String of(Collection<String> names) {
        String first = names.stream().limit(MOST).collect(Collectors.joining(", "));
        return names.size() > MOST ? first + " and " + (names.size() - MOST) + " more" : first;
    }
}

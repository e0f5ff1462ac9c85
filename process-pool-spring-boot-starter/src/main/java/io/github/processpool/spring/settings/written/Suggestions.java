package io.github.processpool.spring.settings.written;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Finds the names that somebody may have meant who has written another one. Stateless. */
final class Suggestions {

    private static final int MOST = 3;
    /** Shorter parts of a name are in too many others. */
    private static final int SHORTEST_PART = 4;

    private Suggestions() {}

    /** Returns the most similar first, none that is not similar. Errors of typing come before parts of names. */
    static List<String> of(String written, Stream<String> names) {
        List<String> all = names.toList();
        int fewest = all.stream().mapToInt(name -> errors(written, name)).min().orElse(0);
        List<String> typed = all.stream()
                .filter(name -> errors(written, name) == fewest
                        && fewest <= Math.max(1, letters(name).length() / 4))
                .toList();
        Stream<String> found = typed.isEmpty() ? all.stream().filter(name -> hasPartOf(written, name)) : typed.stream();
        return found.sorted(Comparator.<String>comparingInt(name -> errors(written, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST)
                .toList();
    }

    /** In the name that was written or in its beginning: it may go on with a key of a map, or an index. */
    private static int errors(String written, String name) {
        String known = letters(name);
        int fewest = distance(letters(written), known);
        for (int end = 0; end < written.length(); end++) {
            if (written.charAt(end) == '.' || written.charAt(end) == '[') {
                fewest = Math.min(fewest, distance(letters(written.substring(0, end)), known));
            }
        }
        return fewest;
    }

    private static boolean hasPartOf(String written, String name) {
        String word = letters(written);
        String known = letters(name);
        int shorter = Math.min(word.length(), known.length());
        return shorter >= SHORTEST_PART
                && (known.contains(word)
                        || word.contains(known)
                        || lastPart(word, written).equals(lastPart(known, name))
                        || commonStart(word, known) > shorter * 2 / 3);
    }

    private static String lastPart(String letters, String name) {
        return name.contains(".") ? letters(name.substring(name.lastIndexOf('.') + 1)) : letters;
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    private static int commonStart(String one, String other) {
        int length = 0;
        while (length < Math.min(one.length(), other.length()) && one.charAt(length) == other.charAt(length)) {
            length++;
        }
        return length;
    }

    /** Letters to insert, remove, replace or swap with their neighbour. */
    private static int distance(String one, String other) {
        int[][] costs = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int k = 0; k <= other.length(); k++) {
                costs[i][k] = Math.min(i, k) == 0 ? Math.max(i, k) : cheapest(costs, one, other, i, k);
            }
        }
        return costs[one.length()][other.length()];
    }

    private static int cheapest(int[][] costs, String one, String other, int i, int k) {
        char last = one.charAt(i - 1);
        char otherLast = other.charAt(k - 1);
        int cost = Math.min(
                Math.min(costs[i - 1][k], costs[i][k - 1]) + 1, costs[i - 1][k - 1] + (last == otherLast ? 0 : 1));
        boolean swapped = i > 1 && k > 1 && last == other.charAt(k - 2) && otherLast == one.charAt(i - 2);
        return swapped ? Math.min(cost, costs[i - 2][k - 2] + 1) : cost;
    }
}

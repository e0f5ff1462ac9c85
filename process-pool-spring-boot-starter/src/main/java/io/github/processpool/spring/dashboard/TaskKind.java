package io.github.processpool.spring.dashboard;

import java.util.regex.Pattern;

/** Takes out of a task's name what tells it from others of its kind: numbers and random ids become {@code #}. Stateless. */
final class TaskKind {

    private static final int LONGEST = 100;
    private static final Pattern PARTICULARS =
            Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}|0x\\p{XDigit}+|\\d+([.,:]\\d+)*");

    private TaskKind() {}

    static String of(String name) {
        String beginning = name.length() <= LONGEST ? name : name.substring(0, LONGEST) + "…";
        return PARTICULARS.matcher(beginning).replaceAll("#");
    }
}

package io.github.processpool.internal.parent.dispatch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds, for {@link TimeoutWords}, the stack of a task's own thread in the dump of all threads that a worker has sent: it is the first.
 * A line that is none is passed over, as nothing that a worker writes is believed. Stateless.
 */
final class TaskStack {

    private static final String LINE = "\tat ";
    private static final int NATIVE = -2;

    private TaskStack() {}

    /** Returns its stack; empty if there is none. */
    static StackTraceElement[] in(String dump) {
        int end = dump.indexOf("\n\n");
        List<StackTraceElement> stack = new ArrayList<>();
        dump.substring(0, end < 0 ? dump.length() : end).lines().forEach(line -> {
            StackTraceElement element = element(line);
            if (element != null) {
                stack.add(element);
            }
        });
        return stack.toArray(new StackTraceElement[0]);
    }

    /** One line, in the form of {@link StackTraceElement#toString}. */
    private static @Nullable StackTraceElement element(String line) {
        int open = line.lastIndexOf('(');
        if (!line.startsWith(LINE) || open < 0 || !line.endsWith(")")) {
            return null;
        }
        String method = line.substring(classAt(line, open), open);
        int dot = method.lastIndexOf('.');
        if (dot < 0) {
            return null;
        }
        String place = line.substring(open + 1, line.length() - 1);
        int colon = place.lastIndexOf(':');
        String file = colon < 0 ? place : place.substring(0, colon);
        boolean hasFile = file.indexOf(' ') < 0; // Neither "Native Method" nor "Unknown Source".
        return new StackTraceElement(
                method.substring(0, dot),
                method.substring(dot + 1),
                hasFile ? file : null,
                place.equals("Native Method") ? NATIVE : numberAfter(colon, place));
    }

    /** Behind the names of class loader and module; the name of a hidden class has a slash as well. */
    private static int classAt(String line, int open) {
        int slash = line.lastIndexOf('/', open);
        if (slash >= 0 && line.startsWith("0x", slash + 1)) {
            slash = line.lastIndexOf('/', slash - 1);
        }
        return Math.max(slash + 1, LINE.length());
    }

    private static int numberAfter(int colon, String place) {
        try {
            return colon < 0 ? -1 : Integer.parseInt(place.substring(colon + 1));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}

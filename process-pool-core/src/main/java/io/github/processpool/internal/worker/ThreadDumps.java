package io.github.processpool.internal.worker;

import java.util.Map;

/** Writes down what all threads of this process do. Stateless. */
final class ThreadDumps {

    private static final int LONGEST = 256 * 1024;

    private ThreadDumps() {}

    static String ofThisProcess() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            Thread thread = entry.getKey();
            text.append('"').append(thread.getName()).append('"');
            text.append(thread.isDaemon() ? " daemon " : " ")
                    .append(thread.getState())
                    .append('\n');
            for (StackTraceElement element : entry.getValue()) {
                text.append("\tat ").append(element).append('\n');
            }
            text.append('\n');
        }
        return text.length() <= LONGEST ? text.toString() : text.substring(0, LONGEST);
    }
}

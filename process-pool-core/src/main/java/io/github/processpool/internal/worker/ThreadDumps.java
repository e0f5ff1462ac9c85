package io.github.processpool.internal.worker;

import io.github.processpool.internal.wire.message.Message.ThreadDump;
import io.github.processpool.internal.wire.message.MessageChannel;
import java.util.HashMap;
import java.util.Map;

/** Writes down what all threads of this process do. Stateless. */
final class ThreadDumps {

    private static final int LONGEST = 256 * 1024;

    private ThreadDumps() {}

    /** Tells the parent where all threads are. */
    static void send(MessageChannel channel, long ticket, Thread first) {
        channel.post(new ThreadDump(ticket, ofThisProcess(first)));
        channel.flush();
    }

    /** The stacks of all threads. */
    static String ofThisProcess() {
        return ofThisProcess(Thread.currentThread());
    }

    /** The stacks of all threads, with the one first that the question is about. */
    static String ofThisProcess(Thread first) {
        Map<Thread, StackTraceElement[]> stacks = new HashMap<>(Thread.getAllStackTraces());
        StringBuilder text = new StringBuilder();
        StackTraceElement[] stack = stacks.remove(first);
        if (stack != null) {
            append(first, stack, text);
        }
        stacks.forEach((thread, other) -> append(thread, other, text));
        return text.length() <= LONGEST ? text.toString() : text.substring(0, LONGEST);
    }

    private static void append(Thread thread, StackTraceElement[] stack, StringBuilder text) {
        text.append('"').append(thread.getName()).append('"');
        text.append(thread.isDaemon() ? " daemon " : " ")
                .append(thread.getState())
                .append('\n');
        for (StackTraceElement element : stack) {
            text.append("\tat ").append(element).append('\n');
        }
        text.append('\n');
    }
}

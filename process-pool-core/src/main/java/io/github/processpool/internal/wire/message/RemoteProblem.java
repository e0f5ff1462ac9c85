package io.github.processpool.internal.wire.message;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/**
 * An exception in words, made where it was thrown and read by the other side, which need not have its class.
 *
 * @param className its class
 * @param message its message; null if it has none
 * @param stackTrace the text that it prints
 */
public record RemoteProblem(String className, @Nullable String message, String stackTrace) {

    private static final int LONGEST = 64 * 1024;
    private static final int LONGEST_NAME = 1024;

    /** Cuts each part that is too long. */
    public RemoteProblem {
        className = className.length() <= LONGEST_NAME ? className : className.substring(0, LONGEST_NAME) + "…";
        stackTrace = stackTrace.length() <= LONGEST ? stackTrace : stackTrace.substring(0, LONGEST) + "…";
        message = message == null || message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "…";
    }

    /**
     * Describes an exception without trusting it: its methods are the user's and may throw.
     *
     * @param thrown the exception
     * @return its class, message and stack trace
     */
    public static RemoteProblem of(Throwable thrown) {
        return new RemoteProblem(thrown.getClass().getName(), messageOf(thrown), stackTraceOf(thrown));
    }

    /**
     * Describes an exception without its stack trace, and without trusting it.
     *
     * @param thrown the exception
     * @return its class and message
     */
    public static RemoteProblem briefly(Throwable thrown) {
        return new RemoteProblem(thrown.getClass().getName(), messageOf(thrown), "");
    }

    void writeTo(HeaderWriter header) {
        header.putString(className).putBoolean(message != null);
        header.putString(message == null ? "" : message).putString(stackTrace);
    }

    static RemoteProblem readFrom(HeaderReader header) throws ProtocolException {
        String className = header.takeString();
        boolean hasMessage = header.takeBoolean();
        String message = header.takeString();
        return new RemoteProblem(className, hasMessage ? message : null, header.takeString());
    }

    private static @Nullable String messageOf(Throwable thrown) {
        try {
            return thrown.getMessage();
        } catch (Throwable e) {
            return "(its getMessage() threw " + e.getClass().getName() + ")";
        }
    }

    private static String stackTraceOf(Throwable thrown) {
        try {
            StringWriter text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text));
            return text.toString();
        } catch (Throwable e) {
            return framesOf(thrown);
        }
    }

    private static String framesOf(Throwable thrown) {
        StringBuilder text = new StringBuilder(thrown.getClass().getName());
        try {
            for (StackTraceElement element : thrown.getStackTrace()) {
                text.append("\n\tat ").append(element);
            }
        } catch (RuntimeException e) {
            text.append("\n\t(its getStackTrace() threw ")
                    .append(e.getClass().getName())
                    .append(')');
        }
        return text.toString();
    }

    /**
     * Returns class and message.
     *
     * @return one line, unless the message has more
     */
    public String words() {
        return className + (message == null ? "" : ": " + message);
    }
}

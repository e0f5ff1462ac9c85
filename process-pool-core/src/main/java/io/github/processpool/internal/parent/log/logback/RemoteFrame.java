package io.github.processpool.internal.parent.log.logback;

import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line of a stack trace that a worker has printed, as Logback sees frames. It prints as it was. Immutable. */
final class RemoteFrame extends StackTraceElementProxy {

    private static final long serialVersionUID = 1;

    /** After the names of class loader and module: class, method, and what there is about the source. */
    private static final Pattern FRAME =
            Pattern.compile("at (?:[^(]*/)?([^(/]+)\\.([^(./]+)\\(([^():]*)(?::(\\d{1,9}))?\\)");

    private static final int NATIVE = -2;

    private final String line;

    private RemoteFrame(StackTraceElement frame, String line) {
        super(frame);
        this.line = line;
    }

    /** Another line than that of a frame is one of a class that is called so. */
    static RemoteFrame of(String printed) {
        String line = printed.startsWith("\t") ? printed.substring(1) : printed;
        Matcher parts = FRAME.matcher(line);
        if (!parts.matches()) {
            return new RemoteFrame(new StackTraceElement(line, "", null, -1), line);
        }
        String file = parts.group(3);
        int number = parts.group(4) == null ? -1 : Integer.parseInt(parts.group(4));
        StackTraceElement frame = new StackTraceElement(
                parts.group(1),
                parts.group(2),
                file.endsWith(".java") || number >= 0 ? file : null,
                file.equals("Native Method") ? NATIVE : number);
        return new RemoteFrame(frame, line);
    }

    @Override
    public String getSTEAsString() {
        return line;
    }

    @Override
    public String toString() {
        return line;
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other) && other instanceof RemoteFrame frame && frame.line.equals(line);
    }

    @Override
    public int hashCode() {
        return line.hashCode();
    }
}

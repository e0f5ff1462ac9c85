package io.github.processpool.internal.parent.pool;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * Takes the place of a logger where SLF4J has no provider: writes what is a warning at least to {@code System.err}, one line for an
 * event and the stack trace of its exception below, in one piece. It knows neither levels of single loggers nor files.
 *
 * <pre>{@code
 * 2026-03-01 09:05:07.042 WARN [process-pool-reports-callback-1] Supervision: Worker 2 (pid 4711) of pool 'reports' ...
 * }</pre>
 *
 * <p>It may block as long as {@code System.err} does, as any logging framework may.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class StandardErrorLogger extends LegacyAbstractLogger {

    private static final long serialVersionUID = 1;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");

    StandardErrorLogger(String name) {
        this.name = name;
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }

    @Override
    public boolean isDebugEnabled() {
        return false;
    }

    @Override
    public boolean isInfoEnabled() {
        return false;
    }

    @Override
    public boolean isWarnEnabled() {
        return true;
    }

    @Override
    public boolean isErrorEnabled() {
        return true;
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String message,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        String words = MessageFormatter.basicArrayFormat(message, arguments);
        PrintStream target = System.err;
        target.println(text(Instant.now(), level, words, thrown));
    }

    /** In one piece, so that nothing of others gets in between. */
    String text(Instant time, Level level, @Nullable String words, @Nullable Throwable thrown) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        out.print(local(time));
        out.print(" " + level + " [" + Thread.currentThread().getName() + "] ");
        out.print(name.substring(name.lastIndexOf('.') + 1) + ": " + words);
        if (thrown != null) {
            out.println();
            printStackTrace(thrown, out);
        }
        return text.toString().stripTrailing();
    }

    /** Code may have set a zone that only it knows: it has an offset, but is no {@link java.time.ZoneId}. */
    private static String local(Instant time) {
        try {
            int offset = TimeZone.getDefault().getOffset(time.toEpochMilli());
            return TIME.format(time.plusMillis(offset).atOffset(ZoneOffset.UTC));
        } catch (RuntimeException | Error e) {
            return time.toString();
        }
    }

    /** Exceptions of users may have methods of their own, which fail; who warns must not hear of it. */
    private static void printStackTrace(Throwable thrown, PrintWriter out) {
        try {
            thrown.printStackTrace(out);
        } catch (RuntimeException | Error e) {
            out.print(thrown.getClass().getName() + ", whose stack trace can't be printed: "
                    + e.getClass().getName());
        }
    }
}

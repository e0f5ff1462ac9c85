package io.github.processpool.internal.system;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody looks at this JVM's error output as it is written, on a screen that can overwrite a line. From {@code /proc} where
 * there is one; elsewhere from the JDK's console, which speaks of input and standard output.
 *
 * <p><b>Thread safety:</b> stateless.
 */
public final class Terminal {

    private static final String ERROR_OUTPUT = "/proc/self/fd/2";

    private Terminal() {}

    /** Returns whether the error output is a terminal. */
    public static boolean isErrorOutput() {
        Path link = Path.of(ERROR_OUTPUT);
        if (!Files.isSymbolicLink(link)) {
            return isScreen(System.getenv("TERM")) && isConsole();
        }
        try {
            return isScreen(System.getenv("TERM"))
                    && isTerminal(Files.readSymbolicLink(link).toString());
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a terminal of that type can overwrite a line. */
    static boolean isScreen(@Nullable String type) {
        return !"dumb".equals(type);
    }

    /** Whether that is the file of a terminal. */
    static boolean isTerminal(String file) {
        return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty") || file.equals("/dev/console");
    }

    /** From JDK 22 on there is a console that is no terminal, and it says so. */
    private static boolean isConsole() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}

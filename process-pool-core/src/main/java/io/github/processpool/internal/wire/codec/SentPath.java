package io.github.processpool.internal.wire.codec;

import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/**
 * Travels instead of a {@link Path} of the default file system, which all processes of a machine have. A relative path stays relative,
 * to the working directory of whoever uses it.
 *
 * <p>The name of a file may consist of bytes that are no characters; its path is sent as the URI, which has them.
 */
final class SentPath extends SentValue {

    private static final long serialVersionUID = 1L;

    private static final char NO_CHARACTER = '\uFFFD';
    private static final int WHOLE = 0;

    private final String text;
    private final boolean uri;
    /** How many of the last names of an absolute path are the relative one. */
    private final int names;

    private SentPath(String text, boolean uri, int names) {
        this.text = text;
        this.uri = uri;
        this.names = names;
    }

    /** Whether the default file system has a path. */
    static boolean canReplace(Path path) {
        return path.getFileSystem() == FileSystems.getDefault();
    }

    /** Whether a path is all in its text, and both that and reading it runs no code but the JDK's. */
    static boolean isText(Path path, int longest) {
        if (path.getClass().getClassLoader() != null || !canReplace(path)) {
            return false;
        }
        String text = path.toString();
        return text.length() <= longest && text.indexOf(NO_CHARACTER) < 0;
    }

    static SentPath of(Path path) {
        String text = path.toString();
        return text.indexOf(NO_CHARACTER) < 0
                ? new SentPath(text, false, WHOLE)
                : new SentPath(path.toUri().toString(), true, path.isAbsolute() ? WHOLE : path.getNameCount());
    }

    @Override
    Object make() {
        if (!uri) {
            return Path.of(text);
        }
        Path path = Path.of(URI.create(text));
        return names == WHOLE ? path : path.subpath(path.getNameCount() - names, path.getNameCount());
    }
}

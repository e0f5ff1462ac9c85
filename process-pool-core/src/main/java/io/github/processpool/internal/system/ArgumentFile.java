package io.github.processpool.internal.system;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * Writes arguments for the launcher of a JVM into a file that nobody else can read, as {@code java @file} wants them: a command
 * line is shown to every user of the machine, and arguments may be secrets. Stateless.
 */
public final class ArgumentFile {

    private static final Set<OpenOption> NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private ArgumentFile() {}

    /**
     * Returns whether an argument has to stay on the command line: the launcher expands a file that it names nowhere else.
     *
     * @param word an argument
     * @return true if it names a file of arguments
     */
    public static boolean isFile(String word) {
        return word.length() > 1 && word.charAt(0) == '@';
    }

    /**
     * Writes a file that does not exist yet.
     *
     * @param file where
     * @param words the arguments
     * @throws IOException if it can't be made, or an argument can't be written in the charset of the platform
     */
    public static void write(Path file, List<String> words) throws IOException {
        StringBuilder text = new StringBuilder();
        words.forEach(word -> text.append(quoted(word)).append('\n'));
        ByteBuffer bytes = encode(text, words, ofThePlatform());
        FileAttribute<?>[] mode =
                file.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        try (FileChannel channel = FileChannel.open(file, NEW, mode)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    /** Within quotes a blank, a hash and nothing at all are what they are, and a backslash begins an escape. */
    private static String quoted(String word) {
        return '"'
                + word.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("\t", "\\t")
                        .replace("\f", "\\f")
                + '"';
    }

    /** The launcher takes the bytes as they are, and the JVM reads them in the charset of the platform, which need not be UTF-8. */
    private static Charset ofThePlatform() {
        return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    }

    /**
     * Encodes the text of such a file.
     *
     * @param text all of it
     * @param words the arguments in it, for the words of a failure
     * @param charset of the platform
     * @return the bytes
     * @throws IOException if an argument can't be written so
     */
    public static ByteBuffer encode(CharSequence text, List<String> words, Charset charset) throws IOException {
        try {
            return charset.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            String culprit = words.stream()
                    .filter(word -> !charset.newEncoder().canEncode(word))
                    .findFirst()
                    .map(word -> word.replaceFirst("(?s)=.*", "=..."))
                    .orElse("one of them");
            throw new IOException(
                    "the argument " + culprit + " of its JVM can't be written in the charset of the platform, "
                            + charset
                            + ". Start this JVM in an environment with LC_ALL=C.UTF-8, or another that has the characters",
                    e);
        }
    }
}

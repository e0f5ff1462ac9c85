package io.github.processpool.internal.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * Says what contents are: names them, by a digest that no two have in common, and checks that they are still the same, by a
 * checksum that takes a tenth of the time in a JVM that has just been started. Stateless.
 *
 * <p>A jar is named by its directory, which has the size and the checksum of all that is in it: to read all of a large one takes
 * seconds while an application starts, as long as the digest runs in the interpreter.
 */
public final class ContentHash {

    private ContentHash() {}

    /**
     * Names the content of a jar; of a file that is none, or one of more than 4 GB or 65534 entries, too.
     *
     * @throws IOException if it can't be read, or the thread is interrupted
     */
    public static String ofJar(Path jar) throws IOException {
        byte[] directory = JarDirectory.read(jar);
        if (directory == null) {
            return of(jar);
        }
        MessageDigest digest = digest();
        digest.update((Files.size(jar) + " ").getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest(directory));
    }

    /**
     * Names a file's content.
     *
     * @throws IOException if it can't be read, or the thread is interrupted
     */
    public static String of(Path file) throws IOException {
        MessageDigest digest = digest();
        read(file, digest::update);
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Reads a file to see whether it is what it was.
     *
     * @return its checksum and its size
     * @throws IOException if it can't be read, or the thread is interrupted
     */
    static String check(Path file) throws IOException {
        CRC32C checksum = new CRC32C();
        read(file, checksum::update);
        return Long.toHexString(checksum.getValue()) + "-" + Files.size(file);
    }

    private interface Reader {

        void take(byte[] bytes, int offset, int length);
    }

    private static void read(Path file, Reader reader) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                reader.take(buffer, 0, read);
                if (Thread.currentThread().isInterrupted()) {
                    throw new IOException("interrupted");
                }
            }
        }
    }

    /** A short name for some words. */
    public static String of(String text) {
        return HexFormat.of().formatHex(digest().digest(text.getBytes(StandardCharsets.UTF_8)), 0, 16);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // Every Java platform has it.
        }
    }
}

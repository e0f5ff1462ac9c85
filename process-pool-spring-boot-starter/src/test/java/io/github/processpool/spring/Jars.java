package io.github.processpool.spring;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packs folders of classes, as a build does it. */
public final class Jars {

    private Jars() {}

    /** Makes a jar of all files of a folder. */
    public static void pack(Path folder, Path jar) throws IOException {
        pack(folder, file -> true, "", jar);
    }

    /** Makes a jar of those files of a folder that are wanted, with a prefix before their names. */
    public static void pack(Path folder, Predicate<Path> wanted, String prefix, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> !file.equals(folder))
                    .filter(file -> Files.isDirectory(file) || wanted.test(file))
                    .forEach(file -> add(folder, file, prefix, zip));
        }
    }

    /** Folders have entries of their own, without which nobody finds what is in a package. */
    private static void add(Path folder, Path file, String prefix, ZipOutputStream zip) {
        try {
            boolean isFolder = Files.isDirectory(file);
            String name = folder.relativize(file).toString().replace('\\', '/');
            zip.putNextEntry(new ZipEntry(prefix + name + (isFolder ? "/" : "")));
            if (!isFolder) {
                Files.copy(file, zip);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.github.processpool.internal.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of a class path in a folder, with what they have to be like, as it was written down when the folder was made.
 *
 * <p><b>Thread safety:</b> immutable, but for what {@link #verify} notes, once, before others see it.
 */
final class CacheContents {

    private static final String LIST = "contents";

    private final Path folder;
    private final List<Item> items;
    private final List<FileTime> times = new ArrayList<>();

    private record Item(String check, long size, String name) {}

    private CacheContents(Path folder, List<Item> items) {
        this.folder = folder;
        this.items = items;
    }

    /** Writes down what the files are like now. */
    static void write(Path folder, List<String> names) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            Path file = folder.resolve(name);
            text.append(ContentHash.check(file)).append(' ').append(Files.size(file));
            text.append(' ').append(name).append('\n');
        }
        Files.writeString(folder.resolve(LIST), text, StandardCharsets.UTF_8);
    }

    static CacheContents read(Path folder) throws IOException {
        List<Item> items = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(LIST), StandardCharsets.UTF_8)) {
            String[] parts = line.split(" ", 3);
            items.add(new Item(parts[0], Long.parseLong(parts[1]), parts[2]));
        }
        CacheContents contents = new CacheContents(folder, items);
        contents.noteTimes();
        return contents;
    }

    private void noteTimes() throws IOException {
        for (Item item : items) {
            times.add(attributes(item).lastModifiedTime());
        }
    }

    /**
     * Reads all files.
     *
     * @throws IOException if one is not as it was
     */
    void verify() throws IOException {
        for (Item item : items) {
            if (!ContentHash.check(folder.resolve(item.name())).equals(item.check())) {
                throw new IOException(item.name() + " has changed");
            }
        }
    }

    /** Looks, without reading, whether all files are what they were when they were read. */
    boolean isIntact() {
        try {
            for (int i = 0; i < items.size(); i++) {
                BasicFileAttributes attributes = attributes(items.get(i));
                if (attributes.size() != items.get(i).size()
                        || !attributes.lastModifiedTime().equals(times.get(i))) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private BasicFileAttributes attributes(Item item) throws IOException {
        return Files.readAttributes(folder.resolve(item.name()), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Of all files together. */
    long bytes() {
        return items.stream().mapToLong(Item::size).sum();
    }

    List<String> classPath() {
        return items.stream()
                .map(item -> folder.resolve(item.name()).toString())
                .toList();
    }
}

package io.github.processpool.internal.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads how much memory the container of this process may have and how much it uses, from the control groups of Linux, version 1
 * and 2. Groups are nested, and every one may have a limit: what counts is the one that has the least left. Files that the kernel
 * can drop at any time are not counted as used.
 *
 * <p>It decides nothing, and knows no more than what the files say: whatever is missing or can't be understood is no limit.
 *
 * <p><b>Thread safety:</b> immutable; the files are read anew each time.
 */
public final class ContainerMemory {

    /** Version 1 writes a number about this large for no limit. */
    private static final long NO_LIMIT = 1L << 60;

    /** From the group of this process up to the outermost that can be seen. */
    private final List<Group> groups;

    /**
     * The memory at one moment.
     *
     * @param usedBytes without files that can be dropped
     * @param limitBytes at which the kernel starts to kill, or to hold up whoever wants more
     */
    public record Usage(long usedBytes, long limitBytes) {

        /**
         * Returns what is left.
         *
         * @return bytes; negative if the limit was lowered
         */
        public long freeBytes() {
            return limitBytes - usedBytes;
        }
    }

    /** One control group, and what its files are called. */
    private record Group(Path folder, boolean second) {

        Optional<Usage> read() {
            long limit = second
                    ? smaller(number(folder.resolve("memory.max")), number(folder.resolve("memory.high")))
                    : number(folder.resolve("memory.limit_in_bytes"));
            long used = number(folder.resolve(second ? "memory.current" : "memory.usage_in_bytes"));
            if (limit <= 0 || limit >= NO_LIMIT || used < 0) {
                return Optional.empty();
            }
            long droppable = statistic(folder.resolve("memory.stat"), second ? "inactive_file" : "total_inactive_file");
            return Optional.of(new Usage(Math.max(0, used - droppable), limit));
        }
    }

    /** Above the lower of the two nothing is killed, but everything is slowed down until it stands still. */
    private static long smaller(long most, long high) {
        return high <= 0 ? most : most <= 0 ? high : Math.min(most, high);
    }

    private ContainerMemory(List<Group> groups) {
        this.groups = List.copyOf(groups);
    }

    /**
     * Finds the groups of this process.
     *
     * @return never fails; without control groups there is no limit
     */
    public static ContainerMemory ofThisProcess() {
        return under(Path.of("/"));
    }

    /**
     * Finds the groups of this process below another root, for tests.
     *
     * @param root the folder that stands for the root of the file system
     * @return never fails; without control groups there is no limit
     */
    public static ContainerMemory under(Path root) {
        List<Group> groups = new ArrayList<>();
        List<String> mounts = lines(root.resolve("proc/self/mountinfo"));
        for (String line : lines(root.resolve("proc/self/cgroup"))) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && parts[0].equals("0") && parts[1].isEmpty()) {
                mounts.forEach(mount -> add(groups, root, mount, parts[2], true));
            } else if (parts.length == 3 && List.of(parts[1].split(",")).contains("memory")) {
                mounts.forEach(mount -> add(groups, root, mount, parts[2], false));
            }
        }
        return new ContainerMemory(groups);
    }

    /** A line: {@code 36 35 98:0 /root /mount/point options … - type source options-of-the-file-system}. */
    private static void add(List<Group> groups, Path root, String mount, String group, boolean second) {
        String[] halves = mount.split(" - ", 2);
        String[] place = halves[0].split(" ");
        String[] kind = halves.length < 2 ? new String[0] : halves[1].split(" ");
        boolean fits = place.length > 4
                && kind.length > 2
                && (second
                        ? kind[0].equals("cgroup2")
                        : kind[0].equals("cgroup")
                                && List.of(kind[2].split(",")).contains("memory"));
        if (!fits) {
            return;
        }
        Path top = root.resolve(place[4].substring(1)).normalize();
        String mountRoot = place[3].equals("/") ? "" : place[3];
        // Of a group outside of what is mounted here only the mount itself can be seen.
        boolean inside = (group.equals(mountRoot) || group.startsWith(mountRoot + "/")) && !group.contains("..");
        Path folder = inside
                ? top.resolve(group.substring(mountRoot.length()).replaceFirst("^/+", ""))
                        .normalize()
                : top;
        for (Path next = folder; next != null && next.startsWith(top); next = next.getParent()) {
            groups.add(new Group(next, second));
        }
    }

    /**
     * Reads limit and use.
     *
     * @return those of the group that has the least left; empty if there is no limit
     */
    public Optional<Usage> read() {
        return groups.stream()
                .flatMap(group -> group.read().stream())
                .min((one, other) -> Long.compare(one.freeBytes(), other.freeBytes()));
    }

    /**
     * Reads the smallest limit.
     *
     * @return bytes; empty if there is no limit
     */
    public Optional<Long> limitBytes() {
        return groups.stream()
                .flatMap(group -> group.read().stream())
                .map(Usage::limitBytes)
                .min(Long::compare);
    }

    // -- Files --

    /** -1 for everything that is no number, {@code max} among it. */
    private static long number(Path file) {
        List<String> lines = lines(file);
        return lines.isEmpty() ? -1 : number(lines.get(0).strip());
    }

    private static long number(String text) {
        // Longer ones are no memory sizes of this world; version 1 writes one for no limit.
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
    }

    private static long statistic(Path file, String name) {
        for (String line : lines(file)) {
            if (line.startsWith(name + " ")) {
                return Math.max(0, number(line.substring(name.length() + 1).strip()));
            }
        }
        return 0;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isReadable(file) ? Files.readAllLines(file, StandardCharsets.ISO_8859_1) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}

package io.github.processpool.internal.cache;

import io.github.processpool.WorkerCommand;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which archive of classes a command can use: one that was made by the same JVM with the same options, as far as they matter. The
 * content of the class path is not part of it, because each has its own {@link CacheEntry}.
 *
 * @param name the name of a file
 */
public record ArchiveKey(String name) {

    /** What can't be archived, or what somebody has decided on already. */
    private static final Pattern HOSTILE =
            Pattern.compile("(-(javaagent|agentlib|agentpath|Xrun|Xdebug|Xshare|Xbootclasspath|-patch-module"
                    + "|-upgrade-module-path|-limit-modules|Djava\\.system\\.class\\.loader"
                    + "|XX:(SharedArchiveFile|ArchiveClassesAtExit|[+-]?AutoCreateSharedArchive|AOT|.?RequireSharedSpaces"
                    + "|SharedClassListFile|DumpLoadedClassList|Flags|VMOptionsFile))|@).*");
    /** What may be different: it does not change how classes lie in memory, or it is another one for each worker. */
    private static final Pattern IRRELEVANT = Pattern.compile("-(D|Xlog|Xmx|Xms|Xmn|Xss"
            + "|XX:(ErrorFile|OnOutOfMemoryError|OnError|HeapDumpPath|InitialRAMPercentage)=).*");

    private static final Pattern HEAP = Pattern.compile("-Xmx(\\d+)([kKmMgG]?)");
    private static final long GIGABYTE = 1L << 30;

    /** The key of a command; empty if no archive can be used with it. */
    public static Optional<ArchiveKey> of(WorkerCommand command, JvmArchiving jvm) {
        if (!jvm.isSameProgram(command.javaExecutable())
                || !command.modulePath().isEmpty()
                || command.jvmArguments().stream().anyMatch(HOSTILE.asMatchPredicate())) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>(jvm.identity());
        words.add(heapClass(command.jvmArguments()));
        command.jvmArguments().stream()
                .filter(IRRELEVANT.asMatchPredicate().negate())
                .forEach(words::add);
        return Optional.of(new ArchiveKey(ContentHash.of(String.join("\n", words)) + jvm.suffix()));
    }

    /** Objects lie differently in heaps of different classes of size: references are compressed in two ways, or not at all. */
    private static String heapClass(List<String> arguments) {
        long bytes = 0;
        for (String argument : arguments) {
            Matcher heap = HEAP.matcher(argument);
            if (heap.matches()) {
                long unit = switch (heap.group(2)) {
                    case "k", "K" -> 1L << 10;
                    case "m", "M" -> 1L << 20;
                    case "g", "G" -> GIGABYTE;
                    default -> 1;
                };
                bytes = Long.parseLong(heap.group(1)) * unit;
            }
        }
        return bytes <= 3 * GIGABYTE ? "small" : bytes < 31 * GIGABYTE ? "medium" : "large";
    }

    /** Whether the JVM's options can name a file: some lists are separated by what may be in a path. */
    static boolean canBeNamed(String path) {
        return !path.contains(File.pathSeparator) && !path.contains("%");
    }
}

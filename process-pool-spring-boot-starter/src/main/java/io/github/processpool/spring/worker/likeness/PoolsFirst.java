package io.github.processpool.spring.worker.likeness;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out in a worker whether another one of its pool has said something before, by an empty file in the folder of the pool, which
 * is removed with that. The folder is where the JVM of a worker was told to write about its crash. Stateless.
 */
public final class PoolsFirst {

    private static final String ERROR_FILE = "-XX:ErrorFile=";
    /** Of a pool; another place may be one that an application has chosen, and holds nothing of ours. */
    private static final String FILE_NAME = "hs_err_pid%p.log";

    private PoolsFirst() {}

    /** Whether this is the first to say it; also if that can't be known. */
    public static boolean isFirst(String what) {
        Path folder = folder(ManagementFactory.getRuntimeMXBean().getInputArguments());
        return folder == null || isFirst(what, folder);
    }

    static boolean isFirst(String what, Path folder) {
        try {
            Files.createFile(folder.resolve("told-" + what));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    static @Nullable Path folder(List<String> jvmArguments) {
        for (String argument : jvmArguments) {
            if (argument.startsWith(ERROR_FILE) && argument.endsWith(FILE_NAME)) {
                return Path.of(argument.substring(ERROR_FILE.length())).getParent();
            }
        }
        return null;
    }
}

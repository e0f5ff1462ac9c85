package io.github.processpool.internal.archive;

import io.github.processpool.WorkerCommand;
import io.github.processpool.WorkerCommandCustomizer;
import io.github.processpool.internal.cache.JvmArchiving;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes the command of a training worker from that of a real one: the same JVM with the same options, but it writes an archive at
 * its end, yields to everything else on the machine, its output goes nowhere, and it is watched.
 *
 * <p><b>Thread safety:</b> immutable, the lists are copies; but for the trial of what the last worker has written.
 */
public final class TrainingCommand implements WorkerCommandCustomizer {

    /** Arguments that name files of one worker. */
    private static final Pattern OWN = Pattern.compile("-XX:(ErrorFile|OnOutOfMemoryError)=.*");

    private static final String QUIETLY = """
            if [ "$PPID" != 1 ]; then
                /bin/sh -c "$1" sh "$PPID" "$$" </dev/null >/dev/null 2>&1 &
            fi
            shift
            if command -v nice >/dev/null; then exec nice -n 19 "$@" >/dev/null 2>&1; else exec "$@" >/dev/null 2>&1; fi
            """;

    /**
     * While its JVM writes an archive, a worker does not see the end of its parent; and from JDK 25 on another JVM writes it. So
     * somebody else looks each second whether the first process is alive, and kills the second and all that have its mark if it is
     * not. (When a parent that is the first process of a container ends, so does everybody.)
     */
    private static final String WATCH = """
            while kill -0 "$2"; do
                if ! kill -0 "$1"; then
                    kill -9 "$2"
                    [ -n "$PROCESS_POOL_MARK" ] || exit
                    for file in $(grep -lsF "$PROCESS_POOL_MARK" /proc/[0-9]*/environ); do
                        pid=${file#/proc/}
                        pid=${pid%/environ}
                        [ "$pid" = "$$" ] || kill -9 "$pid"
                    done
                    exit
                fi
                sleep 1
            done
            """;

    private static final boolean WINDOWS = File.separatorChar == '\\';

    private final List<String> prefix;
    private final List<String> arguments;
    private final List<String> further;
    private final Map<String, String> environment;
    private final JvmArchiving jvm;
    private final Path archive;
    /** Volatile: set by who starts the worker, used by who waits for its end. */
    private volatile @Nullable ArchiveTrial trial;

    /** Makes commands like the model, with further arguments, that write an archive. */
    public TrainingCommand(WorkerCommand model, JvmArchiving jvm, List<String> further, Path archive) {
        this.prefix = List.copyOf(model.prefix());
        this.arguments = model.jvmArguments().stream()
                .filter(OWN.asMatchPredicate().negate())
                .toList();
        this.further = List.copyOf(further);
        this.environment = new LinkedHashMap<>(model.environment());
        this.jvm = jvm;
        this.archive = archive;
    }

    @Override
    public void customize(WorkerCommand command) {
        List<String> own =
                command.jvmArguments().stream().filter(OWN.asMatchPredicate()).toList();
        List<String> all = command.jvmArguments();
        all.clear();
        all.addAll(arguments);
        all.addAll(own);
        all.addAll(further);
        jvm.addWriting(all, archive);
        command.environment().clear();
        command.environment().putAll(environment);
        List<String> words = new ArrayList<>();
        if (!WINDOWS && Files.isExecutable(Path.of("/bin/sh"))) {
            words.addAll(List.of("/bin/sh", "-c", QUIETLY, "sh", WATCH));
        }
        words.addAll(prefix);
        command.prefix().clear();
        command.prefix().addAll(words);
        trial = trialOf(command);
    }

    private ArchiveTrial trialOf(WorkerCommand command) {
        List<String> all = new ArrayList<>(arguments);
        jvm.addTrial(all, archive);
        return new ArchiveTrial(command, all);
    }

    /**
     * Finds out whether a JVM can use the archive.
     *
     * @throws IOException if it can't
     */
    public void tryArchive() throws IOException, InterruptedException {
        ArchiveTrial made = trial;
        if (made == null) {
            throw new IOException("no training worker was started");
        }
        made.run(archive);
    }
}

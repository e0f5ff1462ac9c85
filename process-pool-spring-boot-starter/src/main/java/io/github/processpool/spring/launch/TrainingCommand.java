package io.github.processpool.spring.launch;

import io.github.processpool.WorkerCommand;
import io.github.processpool.WorkerCommandCustomizer;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Makes the command of a training worker from that of a real one: the same JVM with the same options, but it writes an archive at
 * its end, yields to everything else on the machine, and its output goes nowhere.
 *
 * <p><b>Thread safety:</b> immutable; the lists are copies.
 */
final class TrainingCommand implements WorkerCommandCustomizer {

    /** Arguments that name files of one worker. */
    private static final Pattern OWN = Pattern.compile("-XX:(ErrorFile|OnOutOfMemoryError)=.*");

    private static final String QUIETLY = "if command -v nice >/dev/null; then exec nice -n 19 \"$@\" >/dev/null 2>&1;"
            + " else exec \"$@\" >/dev/null 2>&1; fi";
    private static final boolean WINDOWS = File.separatorChar == '\\';

    private final List<String> prefix;
    private final List<String> arguments;
    private final Map<String, String> environment;
    private final JvmArchiving jvm;
    private final Path archive;

    TrainingCommand(WorkerCommand model, JvmArchiving jvm, Path archive) {
        this.prefix = List.copyOf(model.prefix());
        this.arguments = model.jvmArguments().stream()
                .filter(OWN.asMatchPredicate().negate())
                .toList();
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
        all.add("-Dlogging.level.root=OFF");
        jvm.addWriting(all, archive);
        command.environment().clear();
        command.environment().putAll(environment);
        List<String> words = new ArrayList<>();
        if (!WINDOWS && Files.isExecutable(Path.of("/bin/sh"))) {
            words.addAll(List.of("/bin/sh", "-c", QUIETLY, "sh"));
        }
        words.addAll(prefix);
        command.prefix().clear();
        command.prefix().addAll(words);
    }
}

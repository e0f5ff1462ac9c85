package io.github.processpool.internal.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.WorkerCommand;
import io.github.processpool.internal.cache.JvmArchiving;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The command of the worker that makes an archive; no process is started. */
class TrainingCommandTest {

    private static WorkerCommand command() {
        return new WorkerCommand(List.of(), Path.of("java"), "the.WorkerMain");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void itGivesWayToAllThatWorks() {
        WorkerCommand training = command();
        new TrainingCommand(command(), JvmArchiving.CDS, List.of(), Path.of("archive")).customize(training);

        assertThat(training.prefix().get(2)).contains("exec nice -n 19 \"$@\"");
    }

    @Test
    void itHasTheOptionsOfTheModelAndItsOwn() {
        WorkerCommand model = command();
        model.jvmArguments().add("-Xmx99m");
        WorkerCommand training = command();
        new TrainingCommand(model, JvmArchiving.CDS, List.of("-Dfurther=1"), Path.of("archive")).customize(training);

        assertThat(training.jvmArguments())
                .startsWith("-Xmx99m", "-Dfurther=1")
                .contains("-XX:ArchiveClassesAtExit=archive");
    }
}

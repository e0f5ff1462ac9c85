package io.github.processpool.internal.parent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.internal.system.ProcessMark;
import io.github.processpool.internal.wire.page.Scoreboard;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WorkerProcessIT {

    @TempDir
    Path folder;

    private WorkerProcess start(String script) throws Exception {
        Path page = folder.resolve("w1");
        return new WorkerProcess(
                new ProcessBuilder("sh", "-c", script).start(),
                ProcessMark.of("test"),
                Scoreboard.create(page),
                page,
                List.of("sh"));
    }

    @Test
    void aKillLeavesWhatAnEndedProcessHasSaidToBeRead() throws Exception {
        WorkerProcess process = start("echo last words >&2; exit 3");
        assertThat(process.exitCode(60_000)).hasValue(3);

        process.kill();

        assertThat(process.started().getErrorStream().readAllBytes())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("last words\n");
    }

    @Test
    void aKillEndsWhatWasStartedAndWhatThatHasStarted() throws Exception {
        WorkerProcess process = start("sleep 600 & echo $!; wait");
        BufferedReader output = process.started().inputReader();
        assertThat(output.readLine()).isNotEmpty();

        process.kill();

        assertThat(process.exitCode(60_000)).hasValue(137);
        assertThat(output.readLine()).as("nobody has it open any more").isNull();
    }
}

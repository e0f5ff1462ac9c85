package io.github.processpool.internal.parent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.WorkerCommand;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which commands are handed on; no process is started. */
class WorkerArchivesTest {

    private static WorkerCommand command(String... prefix) {
        return new WorkerCommand(List.of(prefix), Path.of("java"), CommandLine.MAIN_CLASS);
    }

    @Test
    void anOrdinaryCommandMayHaveAnArchive() {
        assertThat(WorkerArchives.isPlain(command())).isTrue();
    }

    @Test
    void behindAPrefixThereMayBeOtherFiles() {
        assertThat(WorkerArchives.isPlain(command("bwrap"))).isFalse();
    }

    @Test
    void anotherMainClassMayFindItsClassesElsewhere() {
        assertThat(WorkerArchives.isPlain(command().mainClass("com.acme.Launcher")))
                .isFalse();
    }

    @Test
    void aVariableMayNameAnArchiveOfItsOwn() {
        WorkerCommand command = command();
        command.environment().put("JAVA_TOOL_OPTIONS", "-Xshare:off");

        assertThat(WorkerArchives.isPlain(command)).isFalse();
    }
}

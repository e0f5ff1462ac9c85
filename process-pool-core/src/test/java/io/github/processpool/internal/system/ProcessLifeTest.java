package io.github.processpool.internal.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ProcessLifeTest {

    @Test
    void thisProcessIsAlive() {
        assertThat(ProcessLife.isAlive(ProcessHandle.current())).isTrue();
        assertThat(ProcessLife.startOf(ProcessHandle.current().pid())).isPresent();
        assertThat(ProcessLife.startOf(0x7fff_fff0L)).isEmpty();
        assertThat(ProcessLife.namespace()).matches("[0-9a-z]{2,}");
    }

    @Test
    void aProcessThatWasKilledAndThatNobodyHasAskedForIsGone() throws Exception {
        // The shell turns into a program that never asks for its child.
        Process parent = new ProcessBuilder(List.of("sh", "-c", "sleep 1000 & exec sleep 1000")).start();
        try {
            await().until(() -> parent.toHandle().children().count() == 1);
            ProcessHandle child = parent.toHandle().children().findFirst().orElseThrow();
            assertThat(ProcessLife.isAlive(child)).isTrue();

            child.destroyForcibly();

            await().until(() -> !ProcessLife.isAlive(child));
            assertThat(child.isAlive()).isTrue();
        } finally {
            parent.children().forEach(ProcessHandle::destroyForcibly);
            parent.destroyForcibly();
        }
    }
}

package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.processpool.testing.Agents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerAgentsTest {

    @TempDir
    Path folder;

    @Test
    void anAgentIsAnArgumentWithItsWholePathAndItsOptions() throws IOException {
        Path jar = Agents.agent(folder);
        Path relative = Path.of("").toAbsolutePath().relativize(jar.toAbsolutePath());

        assertThat(WorkerAgents.arguments(List.of(jar.toString(), jar + "=a=b,c", jar + "="), true))
                .containsExactly("-javaagent:" + jar, "-javaagent:" + jar + "=a=b,c", "-javaagent:" + jar + "=");
        assertThat(WorkerAgents.arguments(List.of(relative + "=x"), true))
                .singleElement()
                .satisfies(argument ->
                        assertThat(argument).startsWith("-javaagent:/").endsWith("agent.jar=x"));
    }

    @Test
    void refusesWhatIsNoAgent() throws IOException {
        refuses(folder.resolve("none.jar") + "=a", "there is no file '" + folder.resolve("none.jar") + "'");
        refuses(folder.toString(), "there is no file");
        refuses(Agents.noAgent(folder).toString(), "is no agent: its manifest names no Premain-Class");
        refuses(Files.writeString(folder.resolve("text.jar"), "text").toString(), "can't be read as a jar");
        refuses("-javaagent:a.jar", "is not the path");
        refuses("=a", "is not the path");
    }

    private static void refuses(String agent, String words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WorkerAgents.arguments(List.of(agent), true))
                .withMessageStartingWith("agents: ")
                .withMessageContaining(words);
    }

    /** Behind a command prefix, or where there is no worker process. */
    @Test
    void doesNotLookWhereWorkersDoNot() {
        assertThat(WorkerAgents.arguments(List.of("/no/such.jar"), false)).containsExactly("-javaagent:/no/such.jar");
    }
}

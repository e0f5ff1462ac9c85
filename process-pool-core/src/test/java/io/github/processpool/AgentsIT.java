package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.testing.Agents;
import io.github.processpool.testing.Pools;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Workers have the agents that the pool was told of, wherever they run. */
@Timeout(120)
class AgentsIT {

    @RegisterExtension
    final Pools pools = new Pools();

    @TempDir
    Path folder;

    @Test
    void aWorkerWithAnotherDirectoryFindsAnAgentThatIsNamedFromThisOne() throws Exception {
        Path jar = Path.of("").toAbsolutePath().relativize(Agents.agent(folder.toAbsolutePath()));
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.agents(jar + "=color=red,size=3").workingDirectory(folder));

        assertThat(pool.submit(() -> System.getProperty(Agents.OPTIONS)).get()).isEqualTo("color=red,size=3");
        assertThat(System.getProperty(Agents.OPTIONS)).isNull();
    }
}

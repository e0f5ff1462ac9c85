package io.github.processpool.spring.worker.description;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class ParentOnlyPropertiesTest {

    private static final String SYSTEM_PROPERTY = "parent.only.properties.test";

    private final StandardEnvironment environment = new StandardEnvironment();
    private final MutablePropertySources sources = environment.getPropertySources();

    @AfterEach
    void clear() {
        System.clearProperty(SYSTEM_PROPERTY);
    }

    @Test
    void takesWhatIsInCode() {
        sources.addLast(new MapPropertySource("defaultProperties", Map.of("a", 1)));
        sources.addFirst(new MapPropertySource("a test", Map.of("b", "two")));

        assertThat(ParentOnlyProperties.of(environment)).containsEntry("a", "1").containsEntry("b", "two");
    }

    @Test
    void leavesWhatTheWorkerReadsItself() {
        sources.addFirst(new SimpleCommandLinePropertySource("--from.command=line"));
        sources.addLast(new OriginTrackedMapPropertySource("Config resource", Map.of("from.file", "x")));
        sources.addLast(new MapPropertySource("server.ports", Map.of("local.server.port", 8080)));

        assertThat(ParentOnlyProperties.of(environment))
                .doesNotContainKeys("from.command", "from.file", "local.server.port");
    }

    @Test
    void leavesWhatIsHidden() {
        sources.addFirst(new SimpleCommandLinePropertySource("--a.name=command line"));
        sources.addFirst(new SystemEnvironmentPropertySource("systemEnvironment", Map.of("B_NAME", "environment")));
        sources.addLast(new MapPropertySource(
                "defaultProperties", Map.of("a.name", "code", "b.name", "code", "c.name", "code")));

        assertThat(ParentOnlyProperties.of(environment))
                .containsEntry("c.name", "code")
                .doesNotContainKeys("a.name", "b.name");
    }

    @Test
    void takesSystemPropertyThatWasSetAfterTheStart() {
        System.setProperty(SYSTEM_PROPERTY, "set");

        assertThat(ParentOnlyProperties.of(environment))
                .containsEntry(SYSTEM_PROPERTY, "set")
                .doesNotContainKeys("java.version", "user.dir", "os.name");
    }

    @Test
    void takesListsElementByElement() {
        sources.addLast(new MapPropertySource("code", Map.of("list", List.of("x", "y"), "array", new String[] {"z"})));

        assertThat(ParentOnlyProperties.of(environment))
                .containsEntry("list[0]", "x")
                .containsEntry("list[1]", "y")
                .containsEntry("array[0]", "z");
    }

    @Test
    void leavesWhatCanNotBeComputedYet() {
        sources.addFirst(new EnumerablePropertySource<>("dynamic", new Object()) {
            @Override
            public String[] getPropertyNames() {
                return new String[] {"broken", "sound"};
            }

            @Override
            public Object getProperty(String name) {
                if ("broken".equals(name)) {
                    throw new IllegalStateException("not started");
                }
                return new LinkedHashMap<>(Map.of("k", "v"));
            }
        });

        assertThat(ParentOnlyProperties.of(environment))
                .doesNotContainKey("broken")
                .containsEntry("sound", "{k=v}");
    }
}

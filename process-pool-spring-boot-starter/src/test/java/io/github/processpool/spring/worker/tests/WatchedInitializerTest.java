package io.github.processpool.spring.worker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Initializers of tests, and whether it is noticed that they give properties values. */
class WatchedInitializerTest {

    private static final String PROPERTY = "watched.initializer.test";

    private final List<String> givers = new ArrayList<>();

    private void run(String name, ApplicationContextInitializer<ConfigurableApplicationContext> initializer) {
        try (GenericApplicationContext context = new GenericApplicationContext()) {
            context.getEnvironment().getPropertySources().addLast(new MapPropertySource("test", Map.of("a", "b")));
            new WatchedInitializer<>(initializer, name, (beans, giver) -> givers.add(giver)).initialize(context);
        }
    }

    @AfterEach
    void clear() {
        System.clearProperty(PROPERTY);
    }

    @Test
    void oneThatGaveValuesIsAGiverInTheNextContextToo() {
        for (int i = 0; i < 2; i++) {
            run("again", context -> System.setProperty(PROPERTY, "port"));
        }
        assertThat(givers).containsExactly("again", "again");
    }

    @Test
    void otherValueOfAPropertyThatWasThereIsNoticed() {
        System.setProperty(PROPERTY, "before");
        run("other", context -> System.setProperty(PROPERTY, "after"));
        assertThat(givers).containsExactly("other");
    }

    @Test
    void oneThatGivesNoneIsNoGiver() {
        run("none", context -> context.setId("other"));
        assertThat(givers).isEmpty();
    }

    @Test
    void lambdasHaveTheSameNameInEachProcess() {
        ApplicationContextInitializer<ConfigurableApplicationContext> lambda = context -> context.setId("other");
        assertThat(ValueGivers.stableName(lambda)).isEqualTo(WatchedInitializerTest.class.getName());
        assertThat(ValueGivers.stableName("text")).isEqualTo("java.lang.String");
    }
}

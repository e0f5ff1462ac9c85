package io.github.processpool.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.env.MapPropertySource;
import org.springframework.javapoet.ClassName;

/** Bean definitions that are turned into code, those of named pools too. No bean is made, so no pool is opened. */
class AheadOfTimeTest {

    @Test
    void poolsBecomeCode() throws IOException {
        InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
        DefaultGenerationContext generation = new DefaultGenerationContext(
                new ClassNameGenerator(ClassName.get("io.github.processpool", "Generated")), files);
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.register(Application.class);
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource("test", Map.of("process-pool.pools.pdf.max-workers", "0")));

            new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
            generation.writeGeneratedContent();
        }

        StringBuilder code = new StringBuilder();
        for (String file : files.getGeneratedFiles(Kind.SOURCE).keySet()) {
            code.append(files.getGeneratedFileContent(Kind.SOURCE, file));
        }
        assertThat(code).contains("setDefaultCandidate(false)", "setFallback(true)", "\"pdf\"", "namedPool");
    }

    @Configuration(proxyBeanMethods = false)
    @Import(PoolAutoConfigurationsSelector.class)
    static class Application {}
}

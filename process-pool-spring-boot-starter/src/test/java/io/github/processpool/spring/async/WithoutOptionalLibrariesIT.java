package io.github.processpool.spring.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.ContextCarrier;
import io.github.processpool.spring.JavaProgram;
import io.github.processpool.spring.annotation.ProcessAsync;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.util.ClassUtils;

/** An application that has the starter and nothing else on its class path, in a JVM of its own. */
@Timeout(value = 360, unit = TimeUnit.SECONDS)
class WithoutOptionalLibrariesIT {

    /** The class path of {@code spring-boot-starter}, the pool, and these tests. */
    private static final List<String> NEEDED = List.of(
            "classes",
            "process-pool-core",
            "spring-boot-4",
            "spring-boot-autoconfigure-4",
            "spring-core-",
            "spring-beans-",
            "spring-context-",
            "spring-aop-",
            "spring-expression-",
            "commons-logging",
            "logback",
            "slf4j",
            "jspecify",
            "snakeyaml");

    @TempDir
    Path folder;

    @Test
    void methodsRunInWorkersWithoutReactorSecurityAndAspectJ() throws Exception {
        Path output = folder.resolve("output.txt");
        Process application = new ProcessBuilder(JavaProgram.command(
                        "-cp", neededClassPath(), Application.class.getName(), "--process-pool.mode=in-process"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(application.waitFor(300, TimeUnit.SECONDS)).isTrue();
        } finally {
            application.destroyForcibly();
        }
        assertThat(Files.readString(output))
                .contains(
                        "ANSWER 5",
                        "VALUE 5",
                        "OPTIONAL []",
                        "CARRIERS [processPoolMdcCarrier, processPoolLocaleCarrier]");
    }

    private static String neededClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry ->
                        NEEDED.stream().anyMatch(Path.of(entry).getFileName().toString()::contains))
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Words.class)
    static class Application {

        public static void main(String[] arguments) throws Exception {
            try (var context = SpringApplication.run(Application.class, arguments)) {
                System.out.println(
                        "ANSWER " + context.getBean(Words.class).count("hello").get());
                System.out.println("VALUE " + context.getBean(Words.class).length("hello"));
                System.out.println("OPTIONAL " + optional(context));
                System.out.println("CARRIERS " + Arrays.toString(context.getBeanNamesForType(ContextCarrier.class)));
            }
        }

        private static List<String> optional(ApplicationContext context) {
            return List.of(
                            "reactor.core.publisher.Mono",
                            "org.springframework.security.core.context.SecurityContextHolder",
                            "org.aspectj.weaver.Advice",
                            "org.springframework.transaction.annotation.Transactional",
                            "io.micrometer.core.instrument.MeterRegistry",
                            "org.springframework.web.context.WebApplicationContext")
                    .stream()
                    .filter(name -> ClassUtils.isPresent(name, context.getClassLoader()))
                    .toList();
        }
    }

    static class Words {

        @ProcessAsync
        CompletableFuture<Integer> count(String text) {
            return CompletableFuture.completedFuture(text.length());
        }

        @ProcessAsync
        int length(String text) {
            return text.length();
        }
    }
}

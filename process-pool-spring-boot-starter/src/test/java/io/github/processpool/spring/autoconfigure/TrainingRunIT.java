package io.github.processpool.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerCommandCustomizer;
import io.github.processpool.spring.JavaProgram;
import io.github.processpool.spring.worker.SmallOnDemand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A run that only trains a cache, in a JVM of its own because it ends that. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class TrainingRunIT {

    @TempDir
    Path folder;

    @Test
    void spawnsNoWorker() throws Exception {
        assertThat(run("-Dspring.context.exit=onRefresh"))
                .doesNotContain("WORKER")
                .doesNotContain("RUNNING");
    }

    @Test
    void otherRunSpawnsWorker() throws Exception {
        assertThat(run("-Dspring.context.exit=never")).contains("WORKER", "RUNNING");
    }

    private String run(String argument) throws Exception {
        Path output = folder.resolve("output.txt");
        List<String> command = JavaProgram.command(
                argument,
                "-cp",
                System.getProperty("java.class.path"),
                Application.class.getName(),
                "--process-pool.min-workers=1");
        command.addAll(List.of(SmallOnDemand.ARGUMENTS));
        Process application = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(application.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            application.destroyForcibly();
        }
        return Files.readString(output);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        WorkerCommandCustomizer tells() {
            return command -> System.out.println("WORKER");
        }

        public static void main(String[] arguments) throws Exception {
            try (var context = SpringApplication.run(Application.class, arguments)) {
                System.out.println("RUNNING "
                        + context.getBean(ProcessPoolExecutor.class)
                                .submit(() -> 1)
                                .get());
            }
        }
    }
}

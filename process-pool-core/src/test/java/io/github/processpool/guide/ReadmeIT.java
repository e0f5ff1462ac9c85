package io.github.processpool.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskSubmitter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples of README, of docs/getting-started.md and docs/security.md, and those of docs/limits.md and docs/many-inputs.md that are not
 * for those who come from Python; see {@link DocumentedExamplesTest}.
 */
@Timeout(120)
class ReadmeIT {

    @TempDir
    Path folder;

    /** That of the Javadoc. */
    @Test
    void first() throws Exception {
        // [first]
        try (ProcessPoolExecutor pool = ProcessPoolExecutor.create()) {
            ProcessFuture<Integer> sum = pool.submit(() -> 20 + 22);
            System.out.println(sum.get());
        }
        // [end]
    }

    @Test
    void program() throws Exception {
        assertThat(printedBy(() -> Main.main(new String[0])))
                .singleElement()
                .asString()
                .startsWith("the task ran in process ")
                .endsWith(", this is " + ProcessHandle.current().pid());
    }

    @Test
    void firstCrash() throws Exception {
        List<String> lines = printedBy(() -> io.github.processpool.guide.first.Main.main(new String[0]));

        assertThat(lines).hasSize(3).last().isEqualTo("the pool goes on");
        assertThat(lines.get(1)).matches("Task 'Main\\.lambda.*' was lost: worker 0 \\(pid \\d+\\) exited with code 3");
    }

    private static List<String> printedBy(ThrowingCallable program) {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThatCode(program).doesNotThrowAnyException();
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.contains(" WARN ")) // The log writes there, too.
                .toList();
    }

    /** The poms and build files of pages name what this build makes, and what it is made with. */
    @Test
    void coordinates() throws Exception {
        String pom = Files.readString(Path.of("pom.xml"));
        String version = found("(?s)<parent>.*?<version>(.*?)</version>.*?</parent>", pom);
        String springBoot =
                found("<spring-boot.version>(.*?)</spring-boot.version>", Files.readString(Path.of("..", "pom.xml")));
        String core = page("docs", "getting-started.md");
        String spring = page("docs", "getting-started-spring.md");

        assertThat(core)
                .contains("implementation(\"io.github.processpool:process-pool-core:" + version + "\")")
                .contains("<artifactId>process-pool-core</artifactId> <version>" + version + "</version>");
        assertThat(spring)
                .contains("implementation(\"io.github.processpool:process-pool-spring-boot-starter:" + version + "\")")
                .contains(
                        "<artifactId>process-pool-spring-boot-starter</artifactId> <version>" + version + "</version>")
                .contains("<artifactId>spring-boot-starter-parent</artifactId> <version>" + springBoot + "</version>")
                .contains("id(\"org.springframework.boot\") version \"" + springBoot + "\"");
        assertThat(page("README.md"))
                .contains("implementation(\"io.github.processpool:process-pool-core:" + version + "\")")
                .contains("<version>" + version + "</version>");
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    private static String page(String first, String... more) throws Exception {
        return Files.readString(Path.of("..").resolve(Path.of(first, more))).replaceAll("\\s+", " ");
    }

    @Test
    void options() throws Exception {
        Path path = Files.write(folder.resolve("a.pdf"), new byte[] {1, 2, 3});
        // [options]
        ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                .name("pdf")
                .maxWorkers(4) // processes; started when they are needed
                .workerHeap(512L * 1024 * 1024) // -Xmx of each
                .maxTasksPerWorker(1_000) // then a fresh process takes over
                .build();

        TaskSubmitter careful = pool.with(TaskOptions.builder()
                .name("render")
                .timeout(Duration.ofSeconds(20)) // execution, from the moment a worker begins it
                .gracePeriod(Duration.ofSeconds(2)) // interrupt first, kill after
                .maxAttempts(2) // run again if it was lost with its worker
                .build());

        ProcessFuture<Thumbnail> thumbnail = careful.submit(Renderer::render, path);
        // [end]
        try (pool) {
            assertThat(thumbnail.get().name()).isEqualTo("a.pdf");
        }
    }

    @Test
    void map() throws Exception {
        List<Path> files = List.of(
                Files.writeString(folder.resolve("a.txt"), "one two"),
                Files.writeString(folder.resolve("b.txt"), "three"));
        try (ProcessPoolExecutor pool =
                ProcessPoolExecutor.builder().maxWorkers(1).build()) {
            // [map]
            long words =
                    pool.map(Text::countWords, files).mapToLong(Long::longValue).sum();
            // [end]
            assertThat(words).isEqualTo(3);
        }
    }

    @Test
    void resultClasses() throws Exception {
        // [result-classes]
        ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                .resultClasses("com.acme.Report", "com.acme.dto.*")
                .build();
        // [end]
        try (pool) {
            Path file = folder;
            assertThat(pool.submit(() -> file.resolve("x")).get()).isEqualTo(folder.resolve("x"));
        }
    }

    @Test
    void environment() throws Exception {
        // [environment]
        ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                .commandCustomizer(command -> command.environment().keySet().retainAll(Set.of("PATH", "LANG", "TZ")))
                .build();
        // [end]
        try (pool) {
            assertThat(pool.submit(() -> System.getenv("HOME")).get()).isNull();
        }
    }

    /** In place of the one in {@code SandboxIT}, which is not everywhere. */
    private static String[] sandbox(Path temporary) {
        return new String[] {"env", "TMPDIR=" + temporary};
    }

    @Test
    void prefix() throws Exception {
        // [prefix]
        ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                .commandPrefix(sandbox(Path.of(System.getProperty("java.io.tmpdir"))))
                .build();
        // [end]
        try (pool) {
            assertThat(pool.submit(() -> System.getenv("TMPDIR")).get())
                    .isEqualTo(System.getProperty("java.io.tmpdir"));
        }
    }
}

package io.github.processpool.spring.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/**
 * A JPA web application of the usual size, made for {@link StartUpFigures}: ten entities with a repository, a service and a
 * controller each, {@code spring-boot-starter-data-jpa}, {@code -webmvc} and H2. Its sources are written, compiled and packed here,
 * so that nobody else has to compile them.
 *
 * <p>For each line that it reads it has a method of a bean called in a new worker, waits for the end of that, and prints how long
 * the answer took.
 */
final class GeneratedShop {

    private static final String MAIN = "com.example.shop.ShopApplication";

    private static final List<String> ENTITIES = List.of(
            "Author",
            "Book",
            "Publisher",
            "Customer",
            "Invoice",
            "Delivery",
            "Warehouse",
            "Supplier",
            "Payment",
            "Review");

    private static final Pattern NO_PART_OF_IT = Pattern.compile("junit|opentest4j|apiguardian|archunit|asm-|mockito"
            + "|objenesis|byte-buddy-agent|assertj|awaitility|hamcrest|json-path|json-?smart|accessors|jsonassert|android-json"
            + "|xmlunit|spring-(boot-)?test|starter-test|flyway|liquibase|opencsv|commons-(codec|coll|compress|io|lang3|text)"
            + "|prometheus|HdrHistogram|LatencyUtils|tracing|opentelemetry|brave|context-propagation|react|security|actuator"
            + "|health|micrometer-(core|jakarta9|metrics)|observation-test|loader-tools|surefire|jacoco"
            + "|amqp|rabbit|kafka|lz4|snappy|zstd|jms|messaging|integration|netty|r2dbc|resilience4j|shedlock|spring-retry"
            + "|c3p0|mchange|commons-(dbcp2|pool2)|tomcat-(jdbc|juli)|validat|inject");

    private static final String APPLICATION = """
            package com.example.shop;

            import io.github.processpool.ProcessFuture;
            import io.github.processpool.ProcessPoolExecutor;
            import io.github.processpool.spring.annotation.ProcessAsync;
            import io.github.processpool.spring.ProcessAsyncResult;
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.io.InputStreamReader;
            import java.math.BigDecimal;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.concurrent.TimeUnit;
            import org.springframework.boot.SpringApplication;
            import org.springframework.boot.autoconfigure.SpringBootApplication;
            import org.springframework.context.ConfigurableApplicationContext;
            import org.springframework.stereotype.Service;
            import org.springframework.transaction.annotation.Transactional;

            @SpringBootApplication
            public class ShopApplication {

                public static void main(String[] arguments) throws Exception {
                    try (ConfigurableApplicationContext context = SpringApplication.run(ShopApplication.class, arguments);
                            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in))) {
                        Reports reports = context.getBean(Reports.class);
                        ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);
                        for (String line = lines.readLine(); "call".equals(line); line = lines.readLine()) {
                            System.out.println("RESULT " + call(reports, pool));
                        }
                    }
                }

                private static String call(Reports reports, ProcessPoolExecutor pool) throws Exception {
                    if (!pool.snapshot().workers().isEmpty()) {
                        throw new IllegalStateException("the last worker is still there");
                    }
                    long begin = System.nanoTime();
                    ProcessFuture<String> report = reports.countBooks();
                    report.get(3, TimeUnit.MINUTES);
                    double wall = (System.nanoTime() - begin) / 1e9;
                    ProcessHandle worker = ProcessHandle.of(report.workerPid().getAsLong()).orElseThrow();
                    double cpu = worker.info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
                    String archived = archived(worker.pid());
                    worker.onExit().get(1, TimeUnit.MINUTES);
                    while (!pool.snapshot().workers().isEmpty()) {
                        Thread.sleep(10);
                    }
                    return wall + " " + cpu + " " + archived;
                }

                /** Whether a process has mapped an archive of the start-up cache. */
                private static String archived(long pid) throws IOException {
                    Path maps = Path.of("/proc", String.valueOf(pid), "maps");
                    return !Files.exists(maps) ? "unknown" : Files.readString(maps).contains("/classes-") ? "with" : "without";
                }
            }

            @Service
            class Reports {

                private final BookRepository books;

                Reports(BookRepository books) {
                    this.books = books;
                }

                @ProcessAsync
                @Transactional(readOnly = true)
                public ProcessFuture<String> countBooks() {
                    String report = books.count() + " books, " + books.findDearerThan(BigDecimal.TEN).size() + " of them dear";
                    return ProcessAsyncResult.of(report);
                }
            }
            """;

    private static final String ENTITY = """
            package com.example.shop;

            import jakarta.persistence.Entity;
            import jakarta.persistence.FetchType;
            import jakarta.persistence.GeneratedValue;
            import jakarta.persistence.Id;
            import jakarta.persistence.ManyToOne;
            import java.math.BigDecimal;
            import java.time.LocalDate;
            import java.util.List;
            import org.springframework.data.jpa.repository.JpaRepository;
            import org.springframework.data.jpa.repository.Query;
            import org.springframework.stereotype.Service;
            import org.springframework.transaction.annotation.Transactional;
            import org.springframework.web.bind.annotation.GetMapping;
            import org.springframework.web.bind.annotation.PathVariable;
            import org.springframework.web.bind.annotation.RequestMapping;
            import org.springframework.web.bind.annotation.RestController;

            @Entity
            public class NAME {
                @Id
                @GeneratedValue
                private Long id;
                private String title;
                private BigDecimal price;
                private LocalDate since;
                @ManyToOne(fetch = FetchType.LAZY)
                private OTHER other;

                public Long getId() {
                    return id;
                }

                public String getTitle() {
                    return title;
                }
            }

            interface NAMERepository extends JpaRepository<NAME, Long> {
                List<NAME> findByTitleContainingOrderBySince(String part);

                @Query("select e from NAME e where e.price > :least order by e.title")
                List<NAME> findDearerThan(BigDecimal least);
            }

            @Service
            class NAMEService {
                private final NAMERepository repository;

                NAMEService(NAMERepository repository) {
                    this.repository = repository;
                }

                @Transactional(readOnly = true)
                public List<NAME> find(String part) {
                    return repository.findByTitleContainingOrderBySince(part);
                }
            }

            @RestController
            @RequestMapping("/NAME")
            class NAMEController {
                private final NAMEService service;

                NAMEController(NAMEService service) {
                    this.service = service;
                }

                @GetMapping("/{part}")
                List<NAME> find(@PathVariable String part) {
                    return service.find(part);
                }
            }
            """;

    private GeneratedShop() {}

    /** Makes its executable jar in a folder. */
    static Path executableJar(Path folder) throws IOException {
        List<String> sources = new ArrayList<>();
        sources.add(write(folder, "ShopApplication", APPLICATION));
        for (int i = 0; i < ENTITIES.size(); i++) {
            String other = ENTITIES.get((i + 1) % ENTITIES.size());
            sources.add(write(
                    folder,
                    ENTITIES.get(i),
                    ENTITY.replace("NAME", ENTITIES.get(i)).replace("OTHER", other)));
        }
        Path classes = Files.createDirectory(folder.resolve("classes"));
        compile(sources, classes);
        return new PackedApplication(folder, MAIN, classes, NO_PART_OF_IT).executableJar();
    }

    private static String write(Path folder, String name, String source) throws IOException {
        return Files.writeString(folder.resolve(name + ".java"), source).toString();
    }

    private static void compile(List<String> sources, Path classes) throws IOException {
        List<String> words = new ArrayList<>(List.of("-nowarn", "-proc:none", "-parameters", "-d", classes.toString()));
        words.addAll(List.of("-cp", System.getProperty("java.class.path")));
        words.addAll(sources);
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, words.toArray(String[]::new)) != 0) {
            throw new IOException("the application could not be compiled");
        }
    }
}

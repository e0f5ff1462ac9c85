package io.github.processpool.spring.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.SerializableFunction;
import io.github.processpool.spring.NoWorkerIsLeft;
import io.github.processpool.spring.WorkerBeans;
import io.github.processpool.spring.worker.ServerApplication.Greeter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

/** Beans that are and that are not in the context of a worker, shown by one application with a web server and much else. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class WorkerContextIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    static ConfigurableApplicationContext context;
    static ProcessPoolExecutor pool;
    static Trace trace;

    @BeforeAll
    static void start() {
        SpringApplication application = new SpringApplication(ServerApplication.class);
        application.setDefaultProperties(Map.of("from.code", "default", "from.both", "code"));
        context = application.run(
                "--test.trace=" + folder.resolve("trace.txt"),
                "--logging.file.name=" + folder.resolve("log.txt"),
                "--server.port=0",
                "--management.server.port=0",
                "--server.servlet.context-parameters.greeting=hello",
                "--spring.profiles.active=one,two",
                "--from.both=command line",
                "--process-pool.max-workers=1",
                "--process-pool.start-timeout=2m",
                "--process-pool.min-workers=1",
                "--process-pool.worker.context.warm-up=true",
                "--process-pool.worker.properties.only.workers=yes",
                "--process-pool.worker.context.start=consumer");
        pool = context.getBean(ProcessPoolExecutor.class);
        trace = context.getBean(Trace.class);
    }

    @AfterAll
    static void stop() {
        context.close();
        NoWorkerIsLeft.awaitEnd();
    }

    /** Calls the bean of the worker. */
    private static <R> R call(SerializableFunction<Greeter, R> method) throws Exception {
        return pool.submit(called -> called.apply((Greeter) WorkerBeans.bean("greeter")), method)
                .get();
    }

    private static String property(String name) throws Exception {
        return call(greeter -> greeter.property(name));
    }

    /** First of all: nobody calls a bean before. */
    @Test
    @Order(1)
    void workerIsWarmedUpFromTheStart() {
        await().atMost(LIMIT.multipliedBy(2))
                .untilAsserted(() -> assertThat(trace.elsewhere()).isNotEmpty());
    }

    @Test
    void beanIsOneOfAnotherProcess() throws Exception {
        assertThat(pool.submit(() -> {
                            WorkerBeans.bean("greeter");
                            return ProcessHandle.current().pid();
                        })
                        .get())
                .isNotEqualTo(ProcessHandle.current().pid());
    }

    @Test
    void nothingHappensByItselfInWorker() throws Exception {
        call(Greeter::profiles);

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(trace.here())
                        .contains("scheduled", "runner", "ready", "refreshed", "web server", "consumer", "unrelated"));
        // Named in process-pool.worker.context.start.
        assertThat(trace.elsewhere()).containsExactly("consumer");
    }

    @Test
    void environmentIsTheParents() throws Exception {
        String profiles = call(Greeter::profiles);
        assertThat(profiles).isEqualTo("one,two");
        assertThat(property("server.port")).isEqualTo("0");
        assertThat(property("from.code")).isEqualTo("default");
        assertThat(property("from.both")).isEqualTo("command line");
        assertThat(property("only.workers")).isEqualTo("yes");
        assertThat(property("greeting"))
                .as("a parameter of the ServletContext")
                .isEqualTo(context.getEnvironment().getProperty("greeting"))
                .isEqualTo("hello");
    }

    @Test
    void nothingIsPreparedInTheBackgroundForTheFirstRequest() throws Exception {
        String ignored = pool.submit(() -> {
                    WorkerBeans.bean("greeter");
                    return System.getProperty("spring.backgroundpreinitializer.ignore");
                })
                .get();
        assertThat(ignored).isEqualTo("true");
    }

    @Test
    void ownEventsArePassedOn() throws Exception {
        int heard = call(greeter -> greeter.publish(1));
        assertThat(heard).isPositive();
    }

    @Test
    void conditionsTellTheSidesApart() throws Exception {
        assertThat(context.containsBean("parentOnly")).isTrue();
        assertThat(context.containsBean("workerOnly")).isFalse();
        List<String> inWorker = pool.submit(() -> {
                    List<String> found = new ArrayList<>();
                    for (String name : List.of("parentOnly", "workerOnly")) {
                        try {
                            WorkerBeans.bean(name);
                            found.add(name);
                        } catch (NoSuchBeanDefinitionException e) {
                            // Then it is not found.
                        }
                    }
                    return found;
                })
                .get();
        assertThat(inWorker).containsExactly("workerOnly");
    }

    @Test
    void beanThatWorkersDoNotHaveIsRefusedWithWords() {
        assertThatThrownBy(
                        () -> pool.submit(() -> WorkerBeans.bean("parentOnly").toString())
                                .get())
                .cause()
                .isInstanceOf(NoSuchBeanDefinitionException.class)
                .hasMessageContaining("'parentOnly'")
                .hasMessageContaining("worker of pool 'process-pool'")
                .hasMessageContaining("@ConditionalOnProcessPoolParent");
    }

    @Test
    void poolIsInjectedInWorkerAndRefusedWithWords() {
        assertThatThrownBy(() -> call(Greeter::submitToPool))
                .cause()
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("'process-pool'")
                .hasMessageContaining("is itself a worker")
                .hasMessageContaining("process-pool.worker.nested-pools=true");
    }

    @Test
    void definitionsAreThoseOfTheApplication() throws Exception {
        List<String> inWorker = pool.submit(() -> ((WebParts) WorkerBeans.bean("webParts")).definitions())
                .get();

        List<String> missing = new ArrayList<>(context.getBean(WebParts.class).definitions());
        missing.removeAll(inWorker);
        assertThat(missing)
                .containsExactlyInAnyOrder(
                        "parentOnly",
                        "audit",
                        // Of this starter, for the application alone.
                        "processPoolMeterArrivals",
                        // Left out, so that nothing runs by itself.
                        "org.springframework.scheduling.config.internalScheduledAnnotationProcessor",
                        // Another object.
                        "lifecycleProcessor");
    }

    @Test
    void calledBeanHasWhatOnlyAWebApplicationHas() {
        assertThat(context.getBean(WebParts.class).describe())
                .succeedsWithin(LIMIT)
                .isEqualTo("0 1 false");
    }

    @Test
    void methodSecurityOfAWebApplicationHoldsInWorkers() {
        assertThatThrownBy(() -> pool.submit(() -> {
                            SecurityContextHolder.getContext()
                                    .setAuthentication(new TestingAuthenticationToken("user", "", "ROLE_USER"));
                            return ((WebParts) WorkerBeans.bean("webParts")).guarded();
                        })
                        .get())
                .cause()
                .isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void callWithoutItsAdviceIsRefused() {
        assertThatThrownBy(() -> context.getBean(WebParts.Audited.class).act().get())
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Audited.act is not called")
                .hasMessageContaining("WebParts$Configured")
                .hasMessageContaining("@ConditionalOnProcessPoolParent");
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(folder.resolve("log.txt"))
                        .content()
                        .containsOnlyOnce(
                                "The bean 'audited' does not have the advice in workers of pool 'process-pool'")
                        .doesNotContain("is another one"));
    }
}

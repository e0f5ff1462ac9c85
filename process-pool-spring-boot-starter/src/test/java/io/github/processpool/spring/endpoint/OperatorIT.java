package io.github.processpool.spring.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolSnapshot;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.QueueFullException;
import io.github.processpool.TaskOptions;
import io.github.processpool.WorkerContext;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.spring.NoWorkerIsLeft;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** An operator looks and acts over HTTP and JMX in a real application with real workers. Most tests share one. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class OperatorIT {

    private static final Duration LIMIT = NoWorkerIsLeft.LIMIT;

    private static ConfigurableApplicationContext shared;

    private final HttpClient client = HttpClient.newHttpClient();
    private ConfigurableApplicationContext context = shared;
    private ProcessPoolExecutor pool = poolOf(shared);

    @BeforeAll
    static void startShared() {
        shared = run(
                "--process-pool.queue-capacity=1",
                "--process-pool.jvm-arguments=-Dpassword=secret",
                "--process-pool.environment.TOKEN=secret",
                "--spring.jmx.enabled=true",
                "--management.endpoints.jmx.exposure.include=processpools");
    }

    private static ConfigurableApplicationContext run(String... arguments) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setRegisterShutdownHook(false);
        application.setDefaultProperties(Map.of(
                "server.port", "0",
                "process-pool.max-workers", "1",
                "process-pool.grace-period", "0",
                "process-pool.shutdown-timeout", "0",
                "process-pool.worker-heap", "64MB",
                "management.endpoints.web.exposure.include", "processpools,prometheus,health",
                "management.endpoint.processpools.access", "unrestricted"));
        return application.run(arguments);
    }

    private static ProcessPoolExecutor poolOf(ConfigurableApplicationContext context) {
        return context.getBean(ProcessPoolExecutor.class);
    }

    /** For a test with an application of its own. */
    private void startAnother(String argument) {
        context = run(argument);
        pool = poolOf(context);
    }

    @AfterEach
    void closeAnother() {
        if (context != shared) {
            context.close();
        }
    }

    @AfterAll
    static void closeShared() {
        shared.close();
        NoWorkerIsLeft.awaitEnd();
    }

    // -- Reading --

    @Test
    void showsARunningTaskWithItsThreadAndWhatWaitsAndAnswersWhileThePoolIsFullAndItsWorkerHangs() throws Exception {
        ProcessFuture<Void> task = endlessTask("page 3 of 10");
        ProcessFuture<Integer> waiting = pool.submit(() -> 1);
        assertThatThrownBy(() -> pool.submit(() -> 2)).isInstanceOf(QueueFullException.class);
        long pid = task.workerPid().orElseThrow();

        assertShowsTheRunningTask(pid);
        signal("STOP", pid);
        try {
            assertAnswersWhileItHangs(pid);
        } finally {
            signal("CONT", pid);
            task.cancel(true);
        }
        assertThat(waiting.get()).isEqualTo(1);
    }

    private void assertShowsTheRunningTask(long pid) throws Exception {
        Map<String, Object> shown = json(get("/process-pool", 200));

        assertThat(shown).containsEntry("state", "RUNNING").containsEntry("maxWorkers", 1);
        assertThat(map(shown, "queue")).containsEntry("tasks", 1).containsEntry("capacity", 1);
        assertThat(map(shown, "tasks")).containsEntry("running", 1).containsEntry("rejected", 1);
        Map<String, Object> worker = list(shown, "workers").get(0);
        assertThat(worker)
                .containsEntry("pid", (int) pid)
                .containsEntry("slot", 0)
                .containsEntry("state", "BUSY")
                .containsKeys("startedAt", "residentBytes", "heapBytes");
        assertThat(map(worker, "task")).containsEntry("name", "endless").containsKeys("ageMillis", "startedAt", "id");
        assertThat(map(map(worker, "task"), "progress")).containsEntry("message", "page 3 of 10");
        assertThat(map(map(json(get("", 200)), "pools"), "process-pool")).containsEntry("name", "process-pool");
        assertThat(json(get("/process-pool/slot-0", 200))).containsEntry("pid", worker.get("pid"));
        assertThat(get("/process-pool/" + pid + "/threaddump", 200))
                .contains("\"process-pool-process-pool-task\"", "CountDownLatch.await");
    }

    private void assertAnswersWhileItHangs(long pid) throws Exception {
        assertThat(map(json(get("/process-pool", 200)), "queue")).containsEntry("tasks", 1);
        assertThat(get("/../health", 200)).contains("UP");
        assertThat(get("/../prometheus", 200))
                .contains("executor_queue_remaining_tasks{name=\"process-pool\"} 0.0")
                .contains("process_pool_task_rejections_total{name=\"process-pool\"} 1.0")
                .contains("process_pool_workers{name=\"process-pool\",state=\"busy\"} 1.0");
        assertThat(get("/process-pool/" + pid + "/threaddump", 503))
                .contains("(pid " + pid + ")", "has not answered within 10 s", "last sign of life");
        assertThat(json(post("/process-pool/" + pid + "/drain", "", 200))).containsEntry("pid", (int) pid);
    }

    @Test
    void showsWhyWorkersEndedButNoCommandAndNoEnvironment() throws Exception {
        ProcessFuture<Void> task = pool.submit(() -> Runtime.getRuntime().halt(3));
        await().atMost(LIMIT).until(task::isDone);
        await().atMost(LIMIT)
                .until(() ->
                        pool.snapshot().recentExits().stream().anyMatch(exit -> exit.reason() == ExitReason.CRASHED));

        String body = get("", 200);

        assertThat(body).doesNotContain("secret");
        Map<String, Object> shown = map(map(json(body), "pools"), "process-pool");
        assertThat(map(shown, "exitsByReason")).containsEntry("CRASHED", 1);
        assertThat(list(shown, "recentExits"))
                .filteredOn(exit -> "CRASHED".equals(exit.get("reason")))
                .singleElement()
                .satisfies(exit -> assertThat(exit)
                        .containsEntry("orderly", false)
                        .containsKeys("endedAt", "pid")
                        .hasEntrySatisfying(
                                "description",
                                text -> assertThat(text.toString()).contains("code 3")));
    }

    // -- Looking into a worker --

    @Test
    void aHeapDumpIsAFileThatOnlyItsOwnerCanRead() throws Exception {
        long pid = pool.submit(() -> ProcessHandle.current().pid()).get();

        Map<String, Object> done = json(post("/process-pool/slot-0/heapdump", "", 200));

        assertThat(done).containsEntry("pid", (int) pid).containsEntry("pool", "process-pool");
        Path file = Path.of(done.get("file").toString());
        assertThat(((Number) done.get("bytes")).longValue()).isEqualTo(Files.size(file));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        Files.delete(file);
        Files.delete(file.getParent());
    }

    // -- Acting --

    @Test
    void aWorkerIsDrainedAndAPoolRecycledAndResized() throws Exception {
        long pid = pool.submit(() -> ProcessHandle.current().pid()).get();

        assertThat(json(post("/process-pool/" + pid + "/drain", "", 200)).get("result"))
                .isEqualTo("is being replaced, after its task");

        await().atMost(LIMIT).until(() -> ProcessHandle.of(pid).isEmpty());
        long next = pool.submit(() -> ProcessHandle.current().pid()).get();
        assertThat(next).isNotEqualTo(pid);

        post("/process-pool/recycle", "", 200);
        await().atMost(LIMIT).until(() -> ProcessHandle.of(next).isEmpty());

        assertThat(json(post("/process-pool", "{\"maxWorkers\": 3}", 200)).get("result"))
                .isEqualTo("maxWorkers is 3 now, and was 1");
        assertThat(pool.snapshot().maxWorkers()).isEqualTo(3);
        pool.resize(1);
    }

    @Test
    void aTaskIsCancelledByTheNumberThatTheEndpointShows() throws Exception {
        ProcessFuture<Void> task = endlessTask("page 1");
        ProcessFuture<Integer> waiting = pool.submit(() -> 1);
        Map<String, Object> shown =
                list(json(get("/process-pool", 200)), "workers").get(0);

        assertThat(json(delete("/process-pool/tasks/" + map(shown, "task").get("id"), 200)))
                .containsEntry("pool", "process-pool")
                .containsEntry("result", "task " + task.taskId() + " is cancelled");

        assertThatThrownBy(task::get)
                .isInstanceOf(CancellationException.class)
                .hasMessage("Task 'endless' was cancelled on request of a caller of the endpoint processpools");
        assertThat(waiting.get()).isEqualTo(1);
        delete("/process-pool/tasks/" + task.taskId(), 404);
    }

    @Test
    void aWorkerIsKilledAndItsTaskFailsWithWords() throws Exception {
        ProcessFuture<Void> task = endlessTask("page 1");
        long pid = task.workerPid().orElseThrow();

        assertThat(json(delete("/process-pool/workers/slot-0", 200)))
                .containsEntry("pid", (int) pid)
                .containsEntry("result", "is killed, and with it the task that it ran");

        assertThatThrownBy(task::get)
                .hasCauseInstanceOf(WorkerCrashedException.class)
                .hasMessageContaining("was killed on request of a caller of the endpoint processpools");
        assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
        assertThat(map(json(get("/process-pool", 200)), "exitsByReason")).containsEntry("KILLED", 1);
    }

    @Test
    void wrongInputIsAnsweredWithWords() throws Exception {
        long pid = pool.submit(() -> ProcessHandle.current().pid()).get();

        assertThat(get("/pdf", 404)).contains("no process pool 'pdf'", "there are: process-pool");
        assertThat(get("/process-pool/1", 404)).contains("no worker '1'", pid + " (slot-0)");
        assertThat(get("/process-pool/x/threaddump", 404)).contains("no worker 'x'");
        assertThat(get("/process-pool/" + pid + "/env", 400)).contains("no view 'env'", "threaddump");
        assertThat(post("/process-pool/explode", "", 400)).contains("no action 'explode'", "recycle");
        assertThat(post("/process-pool/" + pid + "/kill", "", 400)).contains("no action 'kill'", "drain, heapdump");
        assertThat(delete("/process-pool/workers/9", 404)).contains("no worker '9'");
        assertThat(delete("/process-pool/tasks/4711", 404)).contains("no task '4711', or none any more");
        assertThat(delete("/process-pool/tasks/first", 404)).contains("no task 'first', or none any more");
        assertThat(delete("/process-pool/jobs/1", 400)).contains("no kind 'jobs'", "tasks, workers");
        assertThat(delete("/pdf/tasks/1", 404)).contains("no process pool 'pdf'");
        assertThat(post("/process-pool/9/drain", "", 404)).contains("no worker '9'");
        assertThat(post("/process-pool", "{\"maxWorkers\": 0}", 400))
                .contains("maxWorkers must be at least 1, but was 0");
        assertThat(post("/process-pool", "{\"maxWorkers\": -4}", 400)).contains("but was -4");
        assertThat(post("/process-pool", "{}", 400)).contains("not given");
        assertThat(post("/pdf", "{\"maxWorkers\": 2}", 404)).contains("no process pool 'pdf'");
        post("/process-pool", "{\"maxWorkers\": \"many\"}", 400);
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void poolThatWasShutDownIsAnsweredWithWords() throws Exception {
        pool.shutdown();
        assertThat(post("/process-pool/recycle", "", 503)).contains("shut down");
        assertThat(json(get("/process-pool", 200)).get("state")).isIn("SHUTTING_DOWN", "TERMINATED");
    }

    @Test
    void onlyReadingIsAllowedUnlessSaidOtherwise() throws Exception {
        startAnother("--management.endpoint.processpools.access=read-only");

        get("/process-pool", 200);
        assertThat(get("/process-pool/slot-0/threaddump", 404)).contains("no worker 'slot-0'");
        assertThat(post("/process-pool/recycle", "", 405))
                .contains("management.endpoint.processpools.access=unrestricted")
                .doesNotContain("being replaced");
        post("/process-pool/slot-0/heapdump", "", 405);
        delete("/process-pool/workers/slot-0", 405);
        assertThat(delete("/process-pool/tasks/1", 405))
                .contains("management.endpoint.processpools.access=unrestricted");
        post("/process-pool", "{\"maxWorkers\": 3}", 405);
        assertThat(pool.snapshot().maxWorkers()).isEqualTo(1);
    }

    @Test
    void worksInTheModeWithoutProcessesButForSingleWorkers() throws Exception {
        startAnother("--process-pool.mode=in-process");
        pool.submit(() -> 1).get();

        assertThat(list(json(get("/process-pool", 200)), "workers")).hasSize(1);
        assertThat(get("/process-pool/slot-0/threaddump", 400)).contains("IN_PROCESS");
        assertThat(post("/process-pool/slot-0/drain", "", 400)).contains("IN_PROCESS");
        assertThat(post("/process-pool/slot-0/heapdump", "", 400)).contains("IN_PROCESS");
        assertThat(delete("/process-pool/workers/slot-0", 400)).contains("IN_PROCESS");
        post("/process-pool/recycle", "", 200);
    }

    // -- JMX --

    @Test
    void worksOverJmx() throws Exception {
        long pid = pool.submit(() -> ProcessHandle.current().pid()).get();
        MBeanServer server = context.getBean(MBeanServer.class);
        ObjectName name = new ObjectName("org.springframework.boot:type=Endpoint,name=Processpools");

        assertThat(invoke(server, name, "pools").toString()).contains("process-pool", String.valueOf(pid));
        assertThat(invoke(server, name, "pool", "process-pool").toString()).contains("RUNNING");
        assertThat(invoke(server, name, "look", "process-pool", "slot-0", "threaddump")
                        .toString())
                .contains("process-pool-process-pool-task");
        ProcessFuture<Void> task = endlessTask("page 1");
        invoke(server, name, "end", "process-pool", "tasks", String.valueOf(task.taskId()));
        assertThatThrownBy(task::get).isInstanceOf(CancellationException.class);
        invoke(server, name, "resize", "process-pool", 2);
        assertThat(pool.snapshot().maxWorkers()).isEqualTo(2);
        pool.resize(1);
        assertThatThrownBy(() -> invoke(server, name, "pool", "pdf"))
                .isInstanceOf(MBeanException.class)
                .hasStackTraceContaining("there are: process-pool");
    }

    private static Object invoke(MBeanServer server, ObjectName name, String operation, Object... arguments)
            throws Exception {
        String[] signature = Arrays.stream(server.getMBeanInfo(name).getOperations())
                .filter(candidate -> candidate.getName().equals(operation))
                .flatMap(candidate -> Arrays.stream(candidate.getSignature()))
                .map(parameter -> parameter.getType())
                .toArray(String[]::new);
        return server.invoke(name, operation, arguments, signature);
    }

    // -- Means --

    private ProcessFuture<Void> endlessTask(String progress) {
        ProcessFuture<Void> task = pool.with(
                        TaskOptions.builder().name("endless").build())
                .submit(() -> {
                    WorkerContext.current().reportProgress(3, 10, progress);
                    new CountDownLatch(1).await();
                    return null;
                });
        await().atMost(LIMIT).until(() -> isRunning(pool.snapshot()));
        return task;
    }

    private static boolean isRunning(PoolSnapshot pool) {
        return pool.workers().stream()
                .anyMatch(worker ->
                        worker.currentTask().flatMap(task -> task.progress()).isPresent());
    }

    private String get(String path, int status) throws IOException, InterruptedException {
        return send(request(path).GET(), status);
    }

    private String post(String path, String body, int status) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return send(request.POST(HttpRequest.BodyPublishers.ofString(body)), status);
    }

    private String delete(String path, int status) throws IOException, InterruptedException {
        return send(request(path).DELETE(), status);
    }

    private HttpRequest.Builder request(String path) {
        String port = context.getEnvironment().getProperty("local.server.port");
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/processpools" + path)
                        .normalize())
                .timeout(LIMIT);
    }

    private String send(HttpRequest.Builder request, int status) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return response.body();
    }

    private static void signal(String signal, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, String.valueOf(pid)).start().waitFor();
    }

    private static Map<String, Object> json(String body) {
        return JsonParserFactory.getJsonParser().parseMap(body);
    }

    @SuppressWarnings("unchecked") // JSON has no types.
    private static Map<String, Object> map(Map<String, Object> json, String key) {
        return (Map<String, Object>) json.get(key);
    }

    @SuppressWarnings("unchecked") // JSON has no types.
    private static List<Map<String, Object>> list(Map<String, Object> json, String key) {
        return (List<Map<String, Object>>) json.get(key);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}

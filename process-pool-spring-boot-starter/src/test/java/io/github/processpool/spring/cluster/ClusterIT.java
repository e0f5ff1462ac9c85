package io.github.processpool.spring.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.cluster.ClusterSnapshot;
import io.github.processpool.cluster.ProcessPoolCluster;
import io.github.processpool.spring.Flag;
import io.github.processpool.spring.NoWorkerIsLeft;
import io.github.processpool.spring.ProcessPools;
import io.github.processpool.spring.cluster.ClusterView.Member;
import io.github.processpool.spring.cluster.ClusterView.SharedPool;
import io.github.processpool.spring.cluster.SharedApplication.Reports;
import io.github.processpool.spring.cluster.SharedApplication.Seen;
import io.github.processpool.spring.endpoint.ProcessPoolsEndpoint;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

/** Two instances of an application that share a pool with one worker each. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {

    @TempDir
    private Path folder;

    private static List<Integer> ports = List.of();
    private static ConfigurableApplicationContext near;
    private static ConfigurableApplicationContext far;
    private static Reports reports;

    @BeforeAll
    static void start() throws Exception {
        ports = SharedApplications.freePorts();
        far = SharedApplications.start("far", ports.get(1), arguments());
        near = SharedApplications.start("near", ports.get(0), arguments());
        reports = near.getBean(Reports.class);
        SharedApplications.awaitOther(near);
        SharedApplications.awaitOther(far);
    }

    private static String[] arguments() {
        List<String> arguments = new ArrayList<>(List.of(SharedApplications.membersAt(ports)));
        arguments.addAll(List.of(
                "--test.tracing=opentelemetry",
                "--management.tracing.sampling.probability=1",
                "--management.endpoints.web.exposure.include=processpools",
                "--process-pool.cluster.require-members=2"));
        return arguments.toArray(String[]::new);
    }

    @AfterAll
    static void stop() {
        near.close();
        far.close();
        NoWorkerIsLeft.awaitEnd();
    }

    @AfterEach
    void clear() {
        MDC.clear();
        LocaleContextHolder.resetLocaleContext();
        SecurityContextHolder.clearContext();
    }

    private Flag flag(String name) {
        return new Flag(folder.resolve(name).toString());
    }

    /** Has the one worker of an instance busy until the flag is raised. */
    private ProcessFuture<String> occupied(ConfigurableApplicationContext context, Flag released) throws Exception {
        Flag started = flag("started");
        ProcessFuture<String> task = context.getBean(Reports.class).occupy(started, released);
        await().atMost(NoWorkerIsLeft.LIMIT).until(() -> Files.exists(Path.of(started.path())));
        return task;
    }

    /** Scenario 3. */
    @Test
    @Order(1)
    void callsTheBeanOfTheOtherMember() throws Exception {
        Queue<Observation.Context> ended = new ConcurrentLinkedQueue<>();
        near.getBean(ObservationRegistry.class).observationConfig().observationHandler(new Recorder(ended));
        Flag released = flag("released");
        ProcessFuture<String> here = occupied(near, released);
        MDC.put("tenant", "acme");
        LocaleContextHolder.setLocale(Locale.ITALIAN);
        SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("alice", "none"));
        Tracer tracer = near.getBean(Tracer.class);
        Span caller = tracer.nextSpan().name("caller").start();
        ProcessFuture<Seen> there;
        try (Tracer.SpanInScope scope = tracer.withSpan(caller)) {
            there = reports.look();
        } finally {
            caller.end();
        }

        Seen seen = there.get();

        assertThat(seen)
                .isEqualTo(new Seen(
                        "far", true, "acme", "it", "alice", caller.context().traceId()));
        String member = there.member().orElseThrow();
        assertThat(member).isEqualTo(far.getBean(ClusterView.class).state().member());
        assertThat(here.member()).isEmpty();
        await().atMost(NoWorkerIsLeft.LIMIT)
                .untilAsserted(() -> assertThat(ended)
                        .anySatisfy(context -> assertThat(context.getHighCardinalityKeyValue("processpool.member"))
                                .isNotNull()
                                .satisfies(value -> assertThat(value.getValue()).isEqualTo(member))));
        released.raise();
        assertThat(here.get()).isEqualTo("near");
    }

    @Test
    void staysHereWhereTheAnnotationSaysSo() throws Exception {
        Flag released = flag("released");
        ProcessFuture<String> first = occupied(near, released);
        Flag never = flag("second-started");

        ProcessFuture<String> second = reports.occupy(never, released);

        assertThat(reports.look().get().who()).isEqualTo("far");
        assertThat(never.path()).satisfies(path -> assertThat(Path.of(path)).doesNotExist());
        released.raise();
        assertThat(first.get()).isEqualTo("near");
        assertThat(second.get()).isEqualTo("near");
    }

    @Test
    void showsTheOtherMemberToThoseWhoOperateIt() {
        String other = far.getBean(ClusterView.class).state().member();
        await().atMost(NoWorkerIsLeft.LIMIT)
                .untilAsserted(
                        () -> assertThat(near.getBean("processPoolClusterHealthContributor", HealthIndicator.class)
                                        .health()
                                        .getStatus())
                                .isEqualTo(Status.UP));

        SharedPool shared =
                near.getBean(ProcessPoolsEndpoint.class).pool("reports").cluster();

        assertThat(shared).isNotNull();
        assertThat(shared.name()).isEqualTo("shop");
        assertThat(shared.members())
                .singleElement()
                .satisfies(member -> assertThat(member)
                        .returns(other, Member::name)
                        .returns("OPEN", Member::state)
                        .returns("BOTH", Member::role)
                        .returns(true, Member::sameBuild)
                        .returns(Runtime.version().feature(), Member::java)
                        .returns(1, Member::slots));
        assertThat(near.getBean(ProcessPoolCluster.class).snapshot().members())
                .extracting(member -> member.address().name())
                .containsExactly(other);
        assertThat(near.getBean(ProcessPoolsEndpoint.class).pool("process-pool").cluster())
                .isNull();
        MeterRegistry meters = near.getBean(MeterRegistry.class);
        await().atMost(NoWorkerIsLeft.LIMIT).untilAsserted(() -> {
            assertThat(meters.get("process.pool.cluster.members")
                            .tag("state", "open")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(meters.get("process.pool.cluster.slots")
                            .tag("name", "reports")
                            .gauge()
                            .value())
                    .isEqualTo(1);
        });
    }

    @Test
    void passesOnTheThreadDumpOfAWorkerOfTheOtherMember() {
        String other = far.getBean(ClusterView.class).state().member();
        ProcessPoolExecutor pool = far.getBean(ProcessPools.class).get("reports");
        pool.warmUpWorkers();

        await().atMost(NoWorkerIsLeft.LIMIT).ignoreExceptions().untilAsserted(() -> {
            String pid = String.valueOf(pool.snapshot().workers().get(0).pid());
            assertThat(near.getBean(ProcessPoolsEndpoint.class).lookElsewhere("reports", other, pid, "threaddump"))
                    .contains("\tat ");
        });
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        near.getBean(ProcessPoolsEndpoint.class).lookElsewhere("reports", other, "1", "threaddump"))
                .withMessageContaining("has no worker with pid 1");
    }

    /** Scenario 39. First, because the log says once what is different in workers. */
    @Test
    @Order(0)
    void workersAreNoMembers(CapturedOutput output) throws Exception {
        assertThat(reports.tracesOfCluster().get()).isEmpty();
        assertThat(reports.members().get())
                .startsWith("refused: Workers leave out the bean 'processPoolCluster'")
                .contains("because the application is a member of the cluster, and they are not");
        assertThat(near.getBean(ClusterView.class).state().members()).isEqualTo(2);
        assertThat(output).doesNotContain("The application in workers of pool 'reports' is another one");
    }

    /** Scenario 35, of a guest that runs and of tasks that wait. */
    @Test
    @Order(Integer.MAX_VALUE - 1)
    void leavesInOrder() throws Exception {
        Flag released = flag("released");
        ProcessFuture<String> here = occupied(near, released);
        Flag started = flag("guest-started");
        ProcessFuture<String> guest = reports.waitAnywhere(started, released);
        await().atMost(NoWorkerIsLeft.LIMIT).until(() -> Files.exists(Path.of(started.path())));
        List<ProcessFuture<Seen>> queued = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            queued.add(reports.look());
        }
        Thread leaving = new Thread(far::close, "leaving");
        leaving.start();
        ClusterView cluster = near.getBean(ClusterView.class);
        await().atMost(NoWorkerIsLeft.LIMIT)
                .until(() -> cluster.pool("reports").members().stream()
                        .anyMatch(member -> member.state().equals("LEAVING")));

        released.raise();

        assertThat(guest.get()).isEqualTo("far");
        assertThat(here.get()).isEqualTo("near");
        for (ProcessFuture<Seen> task : queued) {
            assertThat(task.get().who()).isEqualTo("near");
        }
        leaving.join();
        await().atMost(NoWorkerIsLeft.LIMIT).until(() -> cluster.state().members() == 1);
        assertThat(near.getBean("processPoolClusterHealthContributor", HealthIndicator.class)
                        .health()
                        .getStatus())
                .isEqualTo(Status.DOWN);
    }

    /** Scenario 35, of a process that is told to end while both sides have the other one's tasks; the far one has left before. */
    @Test
    @Order(Integer.MAX_VALUE)
    void leavesInOrderWhenItIsToldToEnd() throws Exception {
        Load load = near.getBean(Load.class);
        load.begin();
        try (SharedProcess process = SharedProcess.start(folder, "process", ports.get(1), arguments())) {
            await("tasks that go both ways").atMost(NoWorkerIsLeft.LIMIT).until(() -> {
                ClusterSnapshot.Pool pool = snapshot().pools().get(0);
                return snapshot().members().size() == 1 && load.elsewhere() > 20 && pool.guestsAnswered() > 20;
            });

            process.terminate();

            await("word that it leaves")
                    .atMost(NoWorkerIsLeft.LIMIT)
                    .until(() -> snapshot().members().stream()
                            .noneMatch(member -> member.state().equals("OPEN")));
            long sent = snapshot().pools().get(0).sent();
            int calls = load.calls();
            await("calls without it").atMost(NoWorkerIsLeft.LIMIT).until(() -> load.calls() > calls + 20);
            assertThat(process.awaitEnd()).as("exit code").isEqualTo(128 + 15);
            assertThat(snapshot().pools().get(0).sent()).as("sent after that").isEqualTo(sent);
            assertThat(process.text())
                    .containsPattern("load: \\d+ calls, [1-9]\\d* elsewhere, failures \\[]")
                    .doesNotContain("were lost")
                    .doesNotContain("Left cluster 'shop' while")
                    .doesNotContain("still running after timeout");
        }
        assertThat(load.end()).isEmpty();
    }

    private static ClusterSnapshot snapshot() {
        return Objects.requireNonNull(near.getBean(ClusterLifecycle.class).snapshot());
    }

    /** Keeps what was observed. */
    private record Recorder(Queue<Observation.Context> ended) implements ObservationHandler<Observation.Context> {

        @Override
        public void onStop(Observation.Context context) {
            ended.add(context);
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }
}

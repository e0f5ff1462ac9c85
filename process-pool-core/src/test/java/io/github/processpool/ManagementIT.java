package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.github.processpool.testing.CapturedLog;
import io.github.processpool.testing.ChildJvm;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import javax.management.Attribute;
import javax.management.JMX;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A pool in jconsole: looked at and acted on through a connection that has none of its classes. */
@Timeout(300)
class ManagementIT {

    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    @RegisterExtension
    final Pools pools = new Pools();

    private ProcessPoolExecutor open(String name) {
        return pools.open(builder -> builder.name(name).maxWorkers(1).registerMbean(true));
    }

    private static ObjectName nameOf(String pool) throws Exception {
        return new ObjectName("io.github.processpool:type=ProcessPool,name=" + pool);
    }

    private static Object figure(MBeanServerConnection connection, String pool, String attribute) throws Exception {
        return connection.getAttribute(nameOf(pool), attribute);
    }

    // -- What it shows --

    @Test
    @SuppressWarnings("BanJNDI") // The address is that of this JVM.
    void jconsoleSeesFiguresAndTheRunningTaskInTypesOfTheJdk() throws Exception {
        ProcessPoolExecutor pool = open("shown");
        Flag released = pools.flag();
        ProcessFuture<Long> running = pools.occupy(pool, released);
        ProcessFuture<Integer> queued = pool.submit(() -> Tasks.add(1, 2));
        JMXConnectorServer connector =
                JMXConnectorServerFactory.newJMXConnectorServer(new JMXServiceURL("service:jmx:rmi://"), null, SERVER);
        connector.start();
        try (JMXConnector client = JMXConnectorFactory.connect(connector.getAddress())) {
            MBeanServerConnection connection = client.getMBeanServerConnection();
            assertOpenTypesOnly(connection);
            assertThat(figure(connection, "shown", "State")).isEqualTo("RUNNING");
            assertThat(figure(connection, "shown", "QueuedTasks")).isEqualTo(1);
            assertThat(figure(connection, "shown", "RunningTasks")).isEqualTo(1);
            CompositeData[] workers = (CompositeData[]) figure(connection, "shown", "Workers");
            assertThat(workers).hasSize(1);
            assertThat(workers[0].get("pid")).isEqualTo(running.workerPid().orElseThrow());
            assertThat(workers[0].get("state")).isEqualTo("BUSY");
            assertThat(workers[0].get("taskId")).isEqualTo(running.taskId());
            assertThat(workers[0].get("taskName")).isEqualTo(running.name());
            assertThat(((TabularData) figure(connection, "shown", "ExitsByReason")).isEmpty())
                    .isTrue();
            ProcessPoolMXBean proxy = JMX.newMXBeanProxy(connection, nameOf("shown"), ProcessPoolMXBean.class);
            assertThat(proxy.getWorkers().get(0).getTaskId()).isEqualTo(running.taskId());
            assertThat(proxy.getState()).isEqualTo(PoolState.RUNNING);
            released.raise();
            queued.get();
            assertThat(proxy.getCompletedTasks()).isEqualTo(2);
        } finally {
            connector.stop();
        }
    }

    private static void assertOpenTypesOnly(MBeanServerConnection connection) throws Exception {
        MBeanAttributeInfo[] attributes =
                connection.getMBeanInfo(nameOf("shown")).getAttributes();
        assertThat(attributes).hasSizeGreaterThan(15);
        String[] names =
                Arrays.stream(attributes).map(MBeanAttributeInfo::getName).toArray(String[]::new);
        assertThat(connection.getAttributes(nameOf("shown"), names).asList())
                .as("each can be read")
                .hasSameSizeAs(attributes)
                .extracting(Attribute::getValue)
                .allSatisfy(value -> assertThat(value.getClass().getName()).doesNotContain("processpool"));
    }

    @Test
    void thePageNamesEveryAttributeAndOperation() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "jmx.md"));
        ProcessPoolExecutor pool =
                ProcessPoolExecutor.builder().name("pdf").registerMbean(true).build();
        MBeanInfo info = SERVER.getMBeanInfo(nameOf("pdf"));
        pool.close();

        assertThat(info.getAttributes())
                .extracting(MBeanAttributeInfo::getName)
                .allMatch(name -> page.contains("`" + name + "`"));
        assertThat(info.getOperations())
                .extracting(MBeanOperationInfo::getName)
                .allMatch(name -> page.contains("`" + name + "("));
    }

    // -- What it does --

    @Test
    void anOperatorCancelsKillsRecyclesResizesAndLooks() throws Exception {
        ProcessPoolExecutor pool = open("acting");
        ProcessPoolMXBean bean = JMX.newMXBeanProxy(SERVER, nameOf("acting"), ProcessPoolMXBean.class);
        Flag started = pools.flag();
        ProcessFuture<String> cancelled = pool.submit(() -> Tasks.sleepForever(started));
        started.await();

        assertThat(bean.threadDump(cancelled.workerPid().orElseThrow())).contains("Thread.sleep");
        assertThat(bean.cancel(cancelled.taskId())).isTrue();
        assertThatThrownBy(cancelled::get)
                .isInstanceOf(CancellationException.class)
                .hasMessageEndingWith("was cancelled on request of a caller over JMX");
        assertThat(bean.cancel(cancelled.taskId() + 100)).isFalse();

        ProcessFuture<Long> lost = pools.occupy(pool, pools.flag());
        assertThat(bean.kill(lost.workerPid().orElseThrow())).isTrue();
        failureOf(lost, WorkerCrashedException.class);
        assertThat(bean.getExitsByReason()).containsEntry("KILLED", 1L);
        assertThat(bean.kill(ProcessHandle.current().pid())).isFalse();

        bean.resize(2);
        assertThat(bean.getMaxWorkers()).isEqualTo(2);
        long old = pool.call(() -> Tasks.pid());
        bean.recycleWorker(old);
        Pools.awaitDeath(old);
        bean.recycleWorkers();
        Awaitility.await().until(() -> bean.getExitsByReason().getOrDefault("REQUESTED", 0L) >= 2);
    }

    @Test
    void whatCanNotBeComesAsAnExceptionOfTheJdk() throws Exception {
        ProcessPoolExecutor pool = open("wrong");
        pool.call(() -> Tasks.pid());
        ObjectName name = nameOf("wrong");

        assertThatThrownBy(() -> SERVER.invoke(name, "resize", new Object[] {0}, new String[] {"int"}))
                .isInstanceOf(RuntimeMBeanException.class)
                .cause()
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxWorkers must be at least 1, but was 0");
        assertThatThrownBy(() -> SERVER.invoke(name, "threadDump", new Object[] {1L}, new String[] {"long"}))
                .cause()
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no worker with pid 1");
        Flag released = pools.flag();
        pools.occupy(pool, released);
        pool.shutdown();
        assertThatThrownBy(() -> SERVER.invoke(name, "recycleWorkers", new Object[0], new String[0]))
                .cause()
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("SHUTTING_DOWN");
        released.raise();
    }

    // -- Its life --

    @Test
    void aPoolHasNoMBeanUnlessAsked() throws Exception {
        pools.open(builder -> builder.name("unasked"));

        assertThat(SERVER.isRegistered(nameOf("unasked"))).isFalse();
    }

    @Test
    void theMBeanGoesWithThePool() throws Exception {
        ProcessPoolExecutor pool = open("going");
        assertThat(SERVER.isRegistered(nameOf("going"))).isTrue();
        pool.call(() -> Tasks.pid());

        pool.close();

        assertThat(SERVER.isRegistered(nameOf("going"))).isFalse();
    }

    @Test
    void anMBeanDoesNotKeepAForgottenPool() throws Exception {
        forget();

        Awaitility.await("the end of the pool that nobody refers to").until(() -> {
            System.gc();
            return !SERVER.isRegistered(nameOf("forgotten"));
        });
    }

    private void forget() throws Exception {
        ProcessPoolExecutor pool = Pools.builder()
                .name("forgotten")
                .maxWorkers(1)
                .registerMbean(true)
                .build();
        pool.call(() -> Tasks.pid());
        assertThat(SERVER.isRegistered(nameOf("forgotten"))).isTrue();
    }

    @Test
    void theSecondPoolOfANameIsWithoutAndSaysSoOnce() throws Exception {
        ProcessPoolExecutor first = open("twice");
        try (CapturedLog log = CapturedLog.of(ProcessPoolExecutor.class.getPackageName())) {
            ProcessPoolExecutor second = open("twice");

            assertThat(second.call(() -> Tasks.add(1, 2))).isEqualTo(3);
            second.close();

            assertThat(log.messages(Level.WARN))
                    .singleElement()
                    .asString()
                    .startsWith("Process pool 'twice' has no MBean: javax.management.InstanceAlreadyExistsException");
        }
        assertThat(SERVER.isRegistered(nameOf("twice"))).as("the first one's").isTrue();
        first.close();
        assertThat(SERVER.isRegistered(nameOf("twice"))).isFalse();
    }

    @Test
    void whoTakesTheMBeanAwayDoesThePoolNoHarm() throws Exception {
        ProcessPoolExecutor pool = open("taken");
        SERVER.unregisterMBean(nameOf("taken"));

        assertThat(pool.call(() -> Tasks.add(1, 2))).isEqualTo(3);
        pool.close();
        assertThat(pool.isTerminated()).isTrue();
    }

    /** Opens a pool in a JVM that can't have an MBean server. */
    static final class ParentWithoutServer {

        public static void main(String[] arguments) throws Exception {
            try (ProcessPoolExecutor pool =
                    Pools.builder().name("lonely").registerMbean(true).build()) {
                System.out.println("sum " + pool.call(() -> Tasks.add(1, 2)));
            }
        }
    }

    @Test
    void aPoolWorksWhereThereIsNoMBeanServer() throws Exception {
        try (ChildJvm parent = ChildJvm.of(ParentWithoutServer.class)
                .jvmArguments("-Djavax.management.builder.initial=no.such.Builder")
                .start()) {
            assertThat(parent.awaitLine("sum")).isEqualTo(" 3");
            assertThat(parent.awaitEnd()).isZero();
            assertThat(parent.lines())
                    .filteredOn(line -> line.contains("Process pool 'lonely' has no MBean: "))
                    .hasSize(1);
        }
    }

    @Test
    void workersThatAreThreadsAreShownToo() throws Exception {
        ProcessPoolExecutor pool =
                pools.openInProcess(builder -> builder.name("threads").registerMbean(true));
        pool.call(() -> Tasks.pid());
        ProcessPoolMXBean bean = JMX.newMXBeanProxy(SERVER, nameOf("threads"), ProcessPoolMXBean.class);

        assertThat(bean.getWorkers()).hasSize(1);
        assertThatThrownBy(() -> bean.kill(Tasks.pid())).isInstanceOf(UnsupportedOperationException.class);
    }
}

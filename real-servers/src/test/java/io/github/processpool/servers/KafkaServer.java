package io.github.processpool.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kafka.Kafka;
import kafka.tools.StorageTool;

/** A server of Kafka that is its own controller: a JVM with the class path of the test. */
public final class KafkaServer implements AutoCloseable {

    private static final String SETTINGS = """
            process.roles=broker,controller
            node.id=1
            controller.quorum.voters=1@127.0.0.1:%2$d
            controller.listener.names=CONTROLLER
            listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
            advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
            listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
            log.dirs=%3$s
            log.cleaner.enable=false
            num.network.threads=1
            num.io.threads=2
            num.recovery.threads.per.data.dir=1
            background.threads=1
            offsets.topic.replication.factor=1
            offsets.topic.num.partitions=1
            transaction.state.log.replication.factor=1
            transaction.state.log.min.isr=1
            transaction.state.log.num.partitions=1
            group.initial.rebalance.delay.ms=0
            """;

    private static final String LOG = """
            <configuration>
              <appender name="console" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%level %logger %msg%n%ex</pattern></encoder>
              </appender>
              <root level="warn"><appender-ref ref="console"/></root>
            </configuration>
            """;

    private final ServerProgram program;
    private final int port;

    private KafkaServer(ServerProgram program, int port) {
        this.program = program;
        this.port = port;
    }

    /** Starts one. */
    public static KafkaServer start() throws IOException {
        KafkaServer server = new KafkaServer(new ServerProgram("kafka"), ServerProgram.freePort());
        Path folder = server.program.folder();
        Path settings = folder.resolve("server.properties");
        Files.writeString(
                settings, SETTINGS.formatted(server.port, ServerProgram.freePort(), folder.resolve("data") + ""));
        Files.writeString(folder.resolve("logback.xml"), LOG);
        server.program.start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx192m",
                        "-Dlogback.configurationFile=" + folder.resolve("logback.xml"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KafkaServer.class.getName(),
                        settings.toString()),
                Map.of());
        return server;
    }

    /** In the server's own JVM. */
    public static void main(String[] arguments) {
        StorageTool.execute(new String[] {"format", "-t", "cHJvY2Vzc3Bvb2x0ZXN0MQ", "-c", arguments[0]}, System.out);
        Kafka.main(arguments);
    }

    /** The address, when somebody listens there. */
    public String address() {
        program.awaitPort(port);
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        program.close();
    }
}

package io.github.processpool.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server of RabbitMQ, of Debian's package, with the daemon of Erlang that it needs; all of it on the loopback interface. */
public final class RabbitServer implements AutoCloseable {

    /** Why a test is skipped where there is none. */
    public static final String ABSENT = "skipped: no RabbitMQ (Debian's package rabbitmq-server)";

    private static final Path PROGRAM = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");
    private static final Path DAEMON = Path.of("/usr/bin/epmd");

    private final ServerProgram program;
    private final int port;

    private RabbitServer(ServerProgram program, int port) {
        this.program = program;
        this.port = port;
    }

    /** Starts one where there is one. */
    public static Optional<RabbitServer> start() throws IOException {
        if (!Files.isExecutable(PROGRAM) || !Files.isExecutable(DAEMON)) {
            return Optional.empty();
        }
        RabbitServer server = new RabbitServer(new ServerProgram("rabbit"), ServerProgram.freePort());
        Path folder = server.program.folder();
        Files.writeString(folder.resolve("plugins"), "[].\n");
        Files.writeString(folder.resolve("rabbitmq.conf"), """
                listeners.tcp.1 = 127.0.0.1:%d
                vm_memory_high_watermark.absolute = 200MB
                disk_free_limit.absolute = 1MB
                log.console = true
                log.console.level = warning
                log.file = false
                """.formatted(server.port));
        Map<String, String> environment = environment(folder);
        // A daemon that the server starts by itself outlives it.
        server.program.start(List.of(DAEMON.toString()), environment);
        server.program.start(List.of(PROGRAM.toString()), environment);
        return Optional.of(server);
    }

    private static Map<String, String> environment(Path folder) throws IOException {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("HOME", folder.toString());
        // The script becomes the server then, and no process stands between it and this one.
        environment.put("RUNNING_UNDER_SYSTEMD", "true");
        environment.put("ERL_EPMD_ADDRESS", "127.0.0.1");
        environment.put("ERL_EPMD_PORT", ServerProgram.freePort() + "");
        environment.put("RABBITMQ_DIST_PORT", ServerProgram.freePort() + "");
        environment.put("RABBITMQ_NODENAME", "test@localhost");
        environment.put("RABBITMQ_MNESIA_BASE", folder.toString());
        environment.put("RABBITMQ_LOG_BASE", folder.toString());
        environment.put("RABBITMQ_PID_FILE", folder.resolve("pid").toString());
        environment.put("RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq.conf").toString());
        environment.put("RABBITMQ_CONF_ENV_FILE", folder.resolve("none").toString());
        environment.put(
                "RABBITMQ_ENABLED_PLUGINS_FILE", folder.resolve("plugins").toString());
        environment.put(
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "+S 1:1 +sbwt none -kernel inet_dist_use_interface {127,0,0,1}");
        return environment;
    }

    /** The port, when somebody listens there. */
    public int port() {
        program.awaitPort(port);
        return port;
    }

    @Override
    public void close() {
        program.close();
    }
}

package io.github.processpool.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server of Redis, of Debian's package. */
public final class RedisServer implements AutoCloseable {

    /** Why a test is skipped where there is none. */
    public static final String ABSENT = "skipped: no Redis (Debian's package redis-server)";

    private static final Path PROGRAM = Path.of("/usr/bin/redis-server");

    private final ServerProgram program;
    private final int port;

    private RedisServer(ServerProgram program, int port) {
        this.program = program;
        this.port = port;
    }

    /** Starts one where there is one. */
    public static Optional<RedisServer> start() throws IOException {
        if (!Files.isExecutable(PROGRAM)) {
            return Optional.empty();
        }
        RedisServer server = new RedisServer(new ServerProgram("redis"), ServerProgram.freePort());
        server.program.start(
                List.of(
                        PROGRAM.toString(),
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        server.port + "",
                        "--dir",
                        server.program.folder() + "",
                        "--save",
                        "",
                        "--maxmemory",
                        "16mb"),
                Map.of());
        return Optional.of(server);
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

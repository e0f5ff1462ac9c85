package io.github.processpool.servers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** A server of PostgreSQL, of Debian's package. It does not run as root, so it is started as somebody else there. */
public final class PostgresServer implements AutoCloseable {

    private static final Path PACKAGES = Path.of("/usr/lib/postgresql");
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups");

    private final ServerProgram program;
    private final Path programs;
    private final int port;

    private PostgresServer(ServerProgram program, Path programs, int port) {
        this.program = program;
        this.programs = programs;
        this.port = port;
    }

    /** Starts one; skips the test where there is none. */
    public static PostgresServer start() throws IOException, InterruptedException {
        Optional<Path> programs = programs();
        assumeTrue(programs.isPresent(), "skipped: no PostgreSQL in " + PACKAGES + " (Debian's package postgresql)");
        ServerProgram program = new ServerProgram("postgres");
        Path folder = program.folder();
        if (isRoot()) {
            Files.setOwner(
                    folder,
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        }
        PostgresServer server = new PostgresServer(program, programs.get(), ServerProgram.freePort());
        server.run("initdb", "-D", server.data(), "-U", "test", "-A", "trust", "-E", "UTF8", "--no-sync");
        server.run(
                "pg_ctl",
                "-D",
                server.data(),
                "-w",
                "-t",
                "60",
                "-l",
                folder.resolve("log") + "",
                "-o",
                "-h 127.0.0.1 -k '' -F -p " + server.port,
                "start");
        return server;
    }

    private static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(PACKAGES)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(PACKAGES)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private String data() {
        return program.folder().resolve("data").toString();
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=test";
    }

    /** A connection of the test's own each time, beside all that an application does. */
    public JdbcTemplate jdbc() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url());
        return new JdbcTemplate(source);
    }

    private void run(String name, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(isRoot() ? AS_NOBODY : List.of());
        command.add(programs.resolve(name).toString());
        command.addAll(List.of(arguments));
        program.run(command);
    }

    @Override
    public void close() {
        try {
            run("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            program.close();
        }
    }
}

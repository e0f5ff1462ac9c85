package io.github.processpool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * Turns the agents that a user names into arguments of the workers' JVMs. A JVM with an agent that it can't load does not start, so
 * these are looked at before; what an agent does is none of its business. Stateless.
 */
final class WorkerAgents {

    private static final String OPTION = "-javaagent:";

    private WorkerAgents() {}

    /**
     * Returns the arguments for agents. Workers may have another working directory, to which relative paths are not meant.
     *
     * @param seen whether workers find the files where this JVM does
     * @throws IllegalArgumentException if one is no agent
     */
    static List<String> arguments(List<String> agents, boolean seen) {
        return agents.stream().map(agent -> argument(agent, seen)).toList();
    }

    private static String argument(String agent, boolean seen) {
        int end = agent.indexOf('=');
        String file = end < 0 ? agent : agent.substring(0, end);
        if (file.isBlank() || file.startsWith("-")) {
            throw new IllegalArgumentException("agents: '" + agent + "' is not the path of an agent's jar");
        }
        try {
            Path path = Path.of(file);
            if (seen) {
                check(path);
            }
            return OPTION + path.toAbsolutePath() + (end < 0 ? "" : agent.substring(end));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("agents: '" + file + "' is not a path", e);
        }
    }

    private static void check(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new IllegalArgumentException("agents: there is no file '" + jar + "'"
                    + (jar.isAbsolute() ? "" : " in " + Path.of("").toAbsolutePath()));
        }
        try (JarFile content = new JarFile(jar.toFile())) {
            Manifest manifest = content.getManifest();
            if (manifest == null || manifest.getMainAttributes().getValue("Premain-Class") == null) {
                throw new IllegalArgumentException(
                        "agents: '" + jar + "' is no agent: its manifest names no Premain-Class");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "agents: '" + jar + "' can't be read as a jar (" + e.getMessage() + ")", e);
        }
    }
}

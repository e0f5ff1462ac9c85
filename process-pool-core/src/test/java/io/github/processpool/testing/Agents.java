package io.github.processpool.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** A Java agent that only says that it was there: its jar has a manifest, and its class is that of the tests. */
public final class Agents {

    /** The property in which it leaves its options. */
    public static final String OPTIONS = "test.agent.options";

    private Agents() {}

    /** Called by the JVM before the main method. */
    public static void premain(@Nullable String options) {
        System.setProperty(OPTIONS, String.valueOf(options));
    }

    /** Writes the jar. */
    public static Path agent(Path folder) throws IOException {
        return jar(folder.resolve("agent.jar"), Agents.class.getName());
    }

    /** Writes a jar that is none. */
    public static Path noAgent(Path folder) throws IOException {
        return jar(folder.resolve("no-agent.jar"), null);
    }

    private static Path jar(Path file, @Nullable String premain) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (premain != null) {
            manifest.getMainAttributes().putValue("Premain-Class", premain);
        }
        new JarOutputStream(Files.newOutputStream(file), manifest).close();
        return file;
    }
}

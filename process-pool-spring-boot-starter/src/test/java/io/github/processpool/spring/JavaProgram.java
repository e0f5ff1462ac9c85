package io.github.processpool.spring;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JDK that runs the tests, for applications that have to be started from outside. */
public final class JavaProgram {

    private static final String PATH =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private JavaProgram() {}

    /** A command with these words, for a JVM that lives for seconds: it has neither the second compiler nor threads that collect. */
    public static List<String> command(String... words) {
        List<String> command = new ArrayList<>(List.of(PATH, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of(words));
        return command;
    }
}

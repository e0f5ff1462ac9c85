package io.github.processpool.internal.cache;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How this JVM, and those that are started with the same program, archive the classes that they have loaded. Immutable.
 */
public enum JvmArchiving {
    /** A dynamic archive for class data sharing, since JDK 13. */
    CDS(".jsa", "-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile=", "-Xshare:on", List.of("-Xlog:cds*=off:stderr")),
    /** An ahead-of-time cache made in one step, since JDK 25 (JEP 514). */
    AOT(
            ".aot",
            "-XX:AOTCacheOutput=",
            "-XX:AOTCache=",
            "-XX:AOTMode=on",
            List.of("-Xlog:cds*=off:stderr", "-Xlog:aot*=off:stderr"));

    private final String suffix;
    private final String write;
    private final String use;
    /** Without it a JVM passes over an archive that it can't use. */
    private final String insist;
    /** What the JVM has to say about an archive that does not fit would be taken for words of the worker. */
    @SuppressWarnings("ImmutableEnumChecker") // It comes from List.of.
    private final List<String> quiet;

    JvmArchiving(String suffix, String write, String use, String insist, List<String> quiet) {
        this.suffix = suffix;
        this.write = write;
        this.use = use;
        this.insist = insist;
        this.quiet = quiet;
    }

    /** What this JVM can do; null if it can't archive classes. */
    public static @Nullable JvmArchiving ofThisJvm() {
        try {
            return hasOption("AOTCacheOutput") ? AOT : hasOption("ArchiveClassesAtExit") ? CDS : null;
        } catch (LinkageError e) {
            return null; // Not HotSpot.
        }
    }

    private static boolean hasOption(String name) {
        try {
            HotSpotDiagnosticMXBean diagnostics = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return diagnostics != null && diagnostics.getVMOption(name) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** What must be the same for an archive to be of use. */
    List<String> identity() {
        return List.of(
                System.getProperty("java.vm.name", ""),
                System.getProperty("java.vm.vendor", ""),
                System.getProperty("java.vm.version", ""),
                System.getProperty("os.arch", ""),
                System.getProperty("java.home", ""));
    }

    boolean isSameProgram(Path javaExecutable) {
        return javaExecutable.equals(Path.of(System.getProperty("java.home", ""), "bin", "java"));
    }

    /** How the names of its archives end. */
    public String suffix() {
        return suffix;
    }

    /** Lets a JVM write an archive when it ends. */
    public void addWriting(List<String> arguments, Path archive) {
        arguments.addAll(quiet);
        arguments.add(write + archive);
    }

    /** Lets a JVM use an archive, if it fits. */
    public void addUse(List<String> arguments, Path archive) {
        arguments.addAll(quiet);
        arguments.add(use + archive);
    }

    /** Lets a JVM use an archive, or end. */
    public void addTrial(List<String> arguments, Path archive) {
        addUse(arguments, archive);
        arguments.add(insist);
    }
}

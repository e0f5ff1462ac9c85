package io.github.processpool.guide.cookbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.processpool.testing.ChildJvm;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the recipe of docs/cookbook that calls native code. It is a resource, and compiled here: tests are compiled for JDK 17,
 * which has no java.lang.foreign.
 */
@Timeout(120)
class NativeCodeIT {

    @Test
    void crashOfNativeCodeCostsOneTask(@TempDir Path folder) throws Exception {
        assumeTrue(Runtime.version().feature() >= 22, "java.lang.foreign is there from JDK 22 on");
        Path source = folder.resolve("NativeLength.java");
        try (var recipe = NativeCodeIT.class.getResourceAsStream("NativeLength.java")) {
            Files.copy(recipe, source);
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String classPath = System.getProperty("java.class.path");
        assertThat(compiler.run(
                        null, null, null, "-proc:none", "-d", folder.toString(), "-cp", classPath, source.toString()))
                .isZero();

        try (URLClassLoader classes =
                        new URLClassLoader(new URL[] {folder.toUri().toURL()});
                ChildJvm program = ChildJvm.of(classes.loadClass("NativeLength"))
                        .classPath(folder + File.pathSeparator + classPath)
                        .directory(folder)
                        .errors(folder.resolve("errors"))
                        .start()) {
            assertThat(program.awaitEnd()).isZero();
            assertThat(program.lines()).containsSubsequence("4", "SIGSEGV", "true", "10"); // and what the pool logs
        }
    }
}

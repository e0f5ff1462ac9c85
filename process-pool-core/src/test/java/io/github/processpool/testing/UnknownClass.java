package io.github.processpool.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;

/** Makes, in a worker, an object of a class that the parent does not have. */
public final class UnknownClass {

    public static final String NAME = "nowhere.UnknownException";

    private UnknownClass() {}

    /** Compiles the class, and loads it into the class loader that its caller's worker uses. */
    public static RuntimeException makeException() {
        try {
            Path folder = Files.createTempDirectory("it-unknown-");
            Path source = Files.writeString(
                    folder.resolve("UnknownException.java"),
                    "package nowhere; public class UnknownException extends RuntimeException {"
                            + " private static final long serialVersionUID = 1L;"
                            + " public UnknownException() { super(\"from nowhere\"); } }");
            ToolProvider.getSystemJavaCompiler()
                    .run(null, null, null, "-proc:none", "-d", folder.toString(), source.toString());
            Path file = folder.resolve("nowhere/UnknownException.class");
            byte[] bytes = Files.readAllBytes(file);
            for (Path path : List.of(file, file.getParent(), source, folder)) {
                Files.delete(path);
            }
            return (RuntimeException)
                    new ClassLoader(UnknownClass.class.getClassLoader()) {
                        Class<?> define() {
                            return defineClass(NAME, bytes, 0, bytes.length);
                        }
                    }.define().getConstructor().newInstance();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}

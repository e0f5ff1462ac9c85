package io.github.processpool.cluster.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Two builds of the classes of a shop. In the new one somebody has put another lambda above the first one, which has the name that the
 * first one had in the old one.
 */
public final class ShopBuild {

    private static final String LAMBDA = "io.github.processpool.SerializableCallable<String>";

    private ShopBuild() {}

    /** Compiles the old build into a new folder, and returns that. */
    public static Path old(Path folder) throws IOException {
        return compile(folder.resolve("old"), "return () -> \"price\";", "int number;");
    }

    public static Path renewed(Path folder) throws IOException {
        return compile(
                folder.resolve("new"),
                LAMBDA + " discount = () -> \"discount\"; " + LAMBDA + " price = () -> \"price\";"
                        + " return Boolean.getBoolean(\"discount\") ? discount : price;",
                "int number; String customer = \"\";");
    }

    private static Path compile(Path folder, String body, String fields) throws IOException {
        Path sources = Files.createDirectories(folder.resolve("sources"));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        Path shop = sources.resolve("Shop.java");
        Files.writeString(
                shop,
                "package shop; public class Shop {"
                        + " public static " + LAMBDA + " task() { " + body + " }"
                        + " public static " + LAMBDA + " order(" + Mark.class.getName() + " started) {"
                        + " Order order = new Order();"
                        + " return () -> { " + Work.class.getName()
                        + ".note(started); return order.toString(); }; } }");
        Path order = sources.resolve("Order.java");
        Files.writeString(
                order,
                "package shop; public class Order implements java.io.Serializable { " + fields
                        + " public String toString() { return \"order\"; } }");
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "no compiler");
        int code = compiler.run(
                null,
                null,
                null,
                "--release",
                "17",
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                shop.toString(),
                order.toString());
        assertThat(code).as("exit code of the compiler").isZero();
        return classes;
    }
}

package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.testing.ChildJvm;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An application whose classes come from a class loader, as in a servlet container, and which is taken away again. */
@Timeout(120)
class ContainerIT {

    /** Knows nothing of this library. */
    static final class Container {

        private Container() {}

        public static void main(String[] arguments) throws Exception {
            List<URL> urls = new ArrayList<>();
            for (String entry : arguments[0].split(File.pathSeparator)) {
                urls.add(Path.of(entry).toUri().toURL());
            }
            try (URLClassLoader loader =
                    new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
                Thread deployment = new Thread(() -> run(loader));
                deployment.setContextClassLoader(loader);
                deployment.start();
                deployment.join();
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getContextClassLoader() == loader)
                        .forEach(thread -> System.out.println("left " + thread.getName()));
            }
            System.out.println("end");
        }

        private static void run(ClassLoader loader) {
            try {
                loader.loadClass(Application.class.getName()).getMethod("run").invoke(null);
            } catch (ReflectiveOperationException e) {
                e.printStackTrace(System.out);
            }
        }
    }

    /** Found by its class loader alone. */
    public static final class Application {

        private Application() {}

        public static void run() throws Exception {
            try (ProcessPoolExecutor pool =
                    ProcessPoolExecutor.builder().maxWorkers(1).build()) {
                System.out.println(
                        "worker " + pool.submit(Application::arguments).get());
            }
        }

        private static List<String> arguments() {
            return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                    .filter(argument -> argument.matches("-D(of|java\\.util\\.logging)\\..*"))
                    .toList();
        }
    }

    @Test
    void anApplicationInAContainerHasWorkersWithItsClassesAndLeavesNoThreadOfAnybodysBehind() throws Exception {
        String tests = Objects.requireNonNull(
                        ContainerIT.class.getProtectionDomain().getCodeSource())
                .getLocation()
                .getPath();
        try (ChildJvm container = ChildJvm.of(Container.class)
                .classPath(tests)
                .jvmArguments("-Djava.util.logging.manager=org.example.OfContainer", "-Dof.application=1")
                .arguments(System.getProperty("java.class.path"))
                .start()) {
            assertThat(container.awaitEnd()).as("%s", container.lines()).isZero();

            assertThat(container.lines()).contains("worker [-Dof.application=1]", "end");
            assertThat(container.lines()).noneMatch(line -> line.startsWith("left "));
        }
    }
}

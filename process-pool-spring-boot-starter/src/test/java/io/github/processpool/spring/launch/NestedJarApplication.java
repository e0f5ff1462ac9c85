package io.github.processpool.spring.launch;

import io.github.processpool.ProcessPoolExecutor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Packed into an executable jar by {@link NestedJarIT}: runs a task, and prints where it ran. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class NestedJarApplication {

    public static void main(String[] arguments) throws Exception {
        try (ConfigurableApplicationContext context = SpringApplication.run(NestedJarApplication.class, arguments)) {
            String prefix = "from the parent";
            System.out.println("RESULT "
                    + context.getBean(ProcessPoolExecutor.class)
                            .submit(() -> prefix + " to " + Where.now())
                            .get());
        }
    }

    /** Not in the lambda's own class, so that the worker has to load one more from the archive. */
    static final class Where {

        private Where() {}

        static String now() {
            return ProcessHandle.current().pid() + " with "
                    + Where.class.getClassLoader().getClass().getSimpleName();
        }
    }
}

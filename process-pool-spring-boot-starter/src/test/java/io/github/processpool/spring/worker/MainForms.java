package io.github.processpool.spring.worker;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.Flag;
import io.github.processpool.spring.WorkerProcess;
import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/** Applications that begin in different ways. Each leaves its context where the test finds it. */
final class MainForms {

    static ConfigurableApplicationContext context;

    private MainForms() {}

    /** With an ancestor that has beans, and a runner, of its own. */
    static final class Hierarchy {

        private Hierarchy() {}

        public static void main(String[] arguments) {
            context = new SpringApplicationBuilder(Ancestor.class)
                    .web(WebApplicationType.NONE)
                    .child(Plain.class)
                    .run(arguments);
        }

        @Configuration(proxyBeanMethods = false)
        static class Ancestor {

            @Bean
            String inherited() {
                return "from the ancestor";
            }

            @Bean
            ApplicationRunner ancestorsRunner(Environment environment) {
                return arguments -> new Trace(Path.of(environment.getRequiredProperty(Trace.PROPERTY))).note("runner");
            }
        }
    }

    /** Adds to an application that another {@code main} starts. */
    static final class Augmented {

        private Augmented() {}

        public static void main(String[] arguments) {
            SpringApplication.from(Plain::main)
                    .with(Extra.class)
                    .withAdditionalProfiles("extra")
                    .run(arguments);
        }

        @Configuration(proxyBeanMethods = false)
        static class Extra {

            @Bean
            String extra(Environment environment) {
                return "extra with " + String.join(",", environment.getActiveProfiles());
            }
        }
    }

    /** Starts the same sources again and again: with one profile, closed as soon as it runs, and twice with another one. */
    static final class AgainAndAgain {

        static ConfigurableApplicationContext second;

        private AgainAndAgain() {}

        public static void main(String[] arguments) {
            run("first", "one", arguments).close();
            second = run("other", "two", arguments);
            context = run("other", "three", arguments);
        }

        /** With arguments that are not main's. */
        private static ConfigurableApplicationContext run(String profile, String who, String[] arguments) {
            List<String> all = new ArrayList<>();
            for (String argument : arguments) {
                if (!argument.startsWith("--who=")) {
                    all.add(argument);
                }
            }
            all.add("--who=" + who);
            return new SpringApplicationBuilder(Plain.class).profiles(profile).run(all.toArray(String[]::new));
        }
    }

    /** The simplest. */
    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(ProcessPoolAutoConfiguration.class)
    static class Plain {

        public static void main(String[] arguments) {
            context = SpringApplication.run(Plain.class, arguments);
        }

        @Bean
        Nesting nesting(ProcessPoolExecutor pool) {
            return new Nesting(pool);
        }
    }

    /** Uses the pool, wherever it is. */
    static class Nesting {

        private final ProcessPoolExecutor pool;

        Nesting(ProcessPoolExecutor pool) {
            this.pool = pool;
        }

        long processOfTask() throws Exception {
            return pool.submit(() -> ProcessHandle.current().pid()).get();
        }
    }

    /** Starts nothing when it is called again. */
    static final class Reluctant {

        private Reluctant() {}

        public static void main(String[] arguments) {
            if (!WorkerProcess.isWorker()) {
                context = SpringApplication.run(Plain.class, arguments);
            }
        }
    }

    /** Has a bean that can't be made in a worker, and a main that would end the process then. */
    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(ProcessPoolAutoConfiguration.class)
    static class Failing {

        public static void main(String[] arguments) {
            try {
                context = SpringApplication.run(Failing.class, arguments);
            } catch (RuntimeException e) {
                Runtime.getRuntime().halt(3);
            }
        }

        @Bean
        @Lazy(false)
        String key() {
            if (WorkerProcess.isWorker()) {
                throw new IllegalStateException("the licence key is missing");
            }
            return "key";
        }
    }

    /** Has a bean that takes its time in a worker: until a flag is raised. */
    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(ProcessPoolAutoConfiguration.class)
    static class Slow {

        public static void main(String[] arguments) {
            context = SpringApplication.run(Slow.class, arguments);
        }

        @Bean
        @Lazy(false)
        String built(Environment environment) throws InterruptedException {
            if (WorkerProcess.isWorker()) {
                new Trace(Path.of(environment.getRequiredProperty(Trace.PROPERTY))).note("builds");
                new Flag(environment.getRequiredProperty("test.flag")).awaitInTask();
            }
            return "built";
        }
    }
}

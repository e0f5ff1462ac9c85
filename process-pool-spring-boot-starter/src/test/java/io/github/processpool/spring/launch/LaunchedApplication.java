package io.github.processpool.spring.launch;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerContext;
import io.github.processpool.WorkerInitializer;
import io.github.processpool.spring.WorkerBeans;
import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Packed in several forms by tests, which run it through {@link RunningApplication}: for each line that it reads it has a bean
 * called in a new worker, and prints where that ran.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration(ProcessPoolAutoConfiguration.class)
public class LaunchedApplication {

    public static void main(String[] arguments) throws Exception {
        try (ConfigurableApplicationContext context = SpringApplication.run(LaunchedApplication.class, arguments);
                BufferedReader lines = new BufferedReader(new InputStreamReader(System.in))) {
            ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);
            pool.warmUpWorkers();
            for (String line = lines.readLine(); "call".equals(line); line = lines.readLine()) {
                pool.recycleWorkers().get();
                System.out.println("RESULT "
                        + pool.submit(() -> ((Place) WorkerBeans.bean("place")).describe())
                                .get());
            }
        }
    }

    @Bean
    Place place(Environment environment) {
        return new Place(environment.getProperty("launched.answer"));
    }

    @Bean
    WorkerInitializer stuckInTraining() {
        return new StuckInTraining(System.getProperty("stuck-in-training"));
    }

    /** A bean that is called in workers. */
    static class Place {

        private final String answer;

        Place(String answer) {
            this.answer = answer;
        }

        String describe() throws IOException, ClassNotFoundException {
            Class.forName(LaunchedApplication.class.getName() + "Extra");
            boolean archived = Files.readString(Path.of("/proc/self/maps")).contains("/classes-");
            return "pid " + ProcessHandle.current().pid() + " through "
                    + Place.class.getClassLoader().getClass().getSimpleName() + (archived ? " with" : " without")
                    + " archive, beside " + beside() + ", answer " + answer;
        }

        /** What is in a file that is not packed with the application. */
        private static String beside() throws IOException {
            try (InputStream file = Place.class.getResourceAsStream("/beside.txt")) {
                return file == null ? "nothing" : new String(file.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    /** Where it is asked for, a training worker writes its number to a file, and gets no further. */
    static final class StuckInTraining implements WorkerInitializer {

        private static final long serialVersionUID = 1L;

        private final String file;

        StuckInTraining(String file) {
            this.file = file;
        }

        @Override
        public void start(WorkerContext context) throws Exception {
            if (file != null && context.poolName().equals("start-up-training")) {
                Path unfinished = Files.writeString(
                        Path.of(file + ".tmp"), "" + ProcessHandle.current().pid());
                Files.move(unfinished, Path.of(file));
                new CountDownLatch(1).await();
            }
        }
    }
}

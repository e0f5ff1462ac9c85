package io.github.processpool.spring.worker;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.WorkerBeans;
import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.ApplicationPidFileWriter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Started by {@link FilesIT} in a JVM of its own: an application that runs on another thread than main's, and writes files. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration(ProcessPoolAutoConfiguration.class)
public class FilesApplication {

    private static final Logger log = LoggerFactory.getLogger(FilesApplication.class);

    /** The first argument is the file for the pid. */
    public static void main(String[] arguments) {
        new Thread(() -> run(arguments), "not-main").start();
    }

    private static void run(String[] arguments) {
        SpringApplication application = new SpringApplication(FilesApplication.class);
        application.addListeners(new ApplicationPidFileWriter(arguments[0]));
        try (ConfigurableApplicationContext context = application.run(arguments)) {
            log.info("before the worker");
            ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);
            // Once without the context, which may be before anything of ours has configured logging.
            System.out.println("PLAIN "
                    + pool.submit(() -> {
                                LoggerFactory.getLogger(FilesApplication.class).info("from a plain task");
                                return OpenFiles.ofThisProcess();
                            })
                            .get());
            System.out.println("WORKER "
                    + pool.submit(() -> ((Writer) WorkerBeans.bean("writer")).write())
                            .get());
            System.out.println("PID " + Files.readString(Path.of(arguments[0])));
            log.info("after the worker");
        } catch (Exception e) {
            log.error("failed", e);
        }
    }

    @Bean
    Writer writer() {
        return new Writer();
    }

    static class Writer {

        List<String> write() throws IOException {
            log.debug("debug from a bean");
            return OpenFiles.ofThisProcess();
        }
    }
}

package io.github.processpool.spring.worker;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.annotation.ConditionalOnProcessPoolParent;
import io.github.processpool.spring.annotation.ConditionalOnProcessPoolWorker;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** An application with everything that makes one a server, which notes all that happens by itself. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableScheduling
@Import(WebParts.Configured.class)
class ServerApplication {

    @Bean
    Trace trace(Environment environment) {
        return new Trace(Path.of(environment.getRequiredProperty(Trace.PROPERTY)));
    }

    /** Both scheduled and called. */
    @Bean
    Greeter greeter(Trace trace, Environment environment, ApplicationEventPublisher events, ProcessPoolExecutor pool) {
        return new Greeter(trace, environment, events, pool);
    }

    @Bean
    ApplicationRunner runner(Trace trace) {
        return arguments -> trace.note("runner");
    }

    @Bean
    CommandLineRunner commandLineRunner(Trace trace) {
        return arguments -> trace.note("runner");
    }

    @Bean
    Consumer consumer(Trace trace) {
        return new Consumer(trace);
    }

    /** Neither needed by anything that is called, nor lazy. */
    @Bean
    Object unrelated(Trace trace) {
        trace.note("unrelated");
        return new Object();
    }

    /** The user's own, which nothing of ours may disturb. */
    @Bean(destroyMethod = "shutdown")
    ExecutorService threads() {
        return Executors.newSingleThreadExecutor();
    }

    @Bean
    @ConditionalOnProcessPoolWorker
    String workerOnly() {
        return "worker";
    }

    @Bean
    @ConditionalOnProcessPoolParent
    String parentOnly() {
        return "parent";
    }

    static class Greeter {

        private final Trace trace;
        private final Environment environment;
        private final ApplicationEventPublisher events;
        private final ProcessPoolExecutor pool;
        private int heard;

        Greeter(Trace trace, Environment environment, ApplicationEventPublisher events, ProcessPoolExecutor pool) {
            this.trace = trace;
            this.environment = environment;
            this.events = events;
            this.pool = pool;
        }

        @Scheduled(fixedRate = 10)
        void tick() {
            trace.note("scheduled");
        }

        @EventListener
        void onReady(ApplicationReadyEvent event) {
            trace.note("ready");
        }

        @EventListener
        void onRefreshed(ContextRefreshedEvent event) {
            trace.note("refreshed");
        }

        @EventListener
        void onWebServer(WebServerInitializedEvent event) {
            trace.note("web server");
        }

        @EventListener
        void onOwn(Integer event) {
            heard += event;
        }

        String property(String name) {
            return environment.getProperty(name, "none");
        }

        String profiles() {
            return String.join(",", environment.getActiveProfiles());
        }

        int publish(int number) {
            events.publishEvent(number);
            return heard;
        }

        int submitToPool() throws Exception {
            return pool.submit(() -> 1).get();
        }
    }

    /** A message listener in the small: a bean with a life of its own. */
    static class Consumer implements SmartLifecycle {

        private final Trace trace;
        private volatile boolean running;

        Consumer(Trace trace) {
            this.trace = trace;
        }

        @Override
        public void start() {
            trace.note("consumer");
            running = true;
        }

        @Override
        public void stop() {
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }
    }
}

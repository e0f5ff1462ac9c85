package io.github.processpool.spring.logging;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application with a bean that logs. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class LoggingApplication {

    @Bean
    Clerk clerk() {
        return new Clerk();
    }

    static class Clerk {

        private static final Logger log = LoggerFactory.getLogger(Clerk.class);
        private static final Logger library = LoggerFactory.getLogger("some.library.Engine");
        private static final Logger verbose = LoggerFactory.getLogger("verbose.library.Engine");

        Clerk() {
            log.info("clerk was made");
            library.info("engine was made");
            verbose.info("verbose engine was made");
        }

        void work() {
            library.info("engine works");
        }

        void fail() {
            MDC.put("order", "4711");
            log.error("order failed", new IllegalStateException("no more of it"));
            MDC.clear();
        }

        String levelOf(String logger) {
            Logger asked = LoggerFactory.getLogger(logger);
            return asked.isTraceEnabled() ? "TRACE" : asked.isDebugEnabled() ? "DEBUG" : "less";
        }
    }
}

package io.github.processpool.servers.statements;

import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.autoconfigure.ProcessAsyncAutoConfiguration;
import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** An application with a database that is a server, and statements there that take their time. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    ProcessPoolAutoConfiguration.class,
    ProcessAsyncAutoConfiguration.class,
    DataSourceAutoConfiguration.class,
    JdbcTemplateAutoConfiguration.class
})
class StatementsApplication {

    static final String[] ARGUMENTS = {
        "--spring.main.web-application-type=none", "--process-pool.max-workers=1", "--process-pool.start-timeout=3m"
    };

    @Bean
    Copies copies(JdbcTemplate jdbc) {
        return new Copies(jdbc);
    }

    static class Copies {

        private final JdbcTemplate jdbc;

        Copies(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        /** Committed when it is through, whether or not anybody waits for it. */
        @ProcessAsync
        public CompletableFuture<Integer> copyFor(int seconds) {
            return CompletableFuture.completedFuture(jdbc.update(
                    "insert into copied select numbers.x from numbers, (select pg_sleep(?)) as slept", seconds));
        }

        @ProcessAsync(timeout = "3s", gracePeriod = "20s")
        public CompletableFuture<Integer> copyForTooLong(int seconds) {
            return copyFor(seconds);
        }

        @ProcessAsync
        public CompletableFuture<Long> process() {
            return CompletableFuture.completedFuture(ProcessHandle.current().pid());
        }
    }
}

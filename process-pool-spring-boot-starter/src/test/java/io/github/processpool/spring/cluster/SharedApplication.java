package io.github.processpool.spring.cluster;

import io.github.processpool.ProcessFuture;
import io.github.processpool.cluster.ProcessPoolCluster;
import io.github.processpool.spring.Flag;
import io.github.processpool.spring.ProcessAsyncResult;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.core.env.Environment;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** An application of which there are several, each with one worker in the pool that they share. */
@Configuration(proxyBeanMethods = false)
// A database is for discovery: entities would take half of the time in which it starts.
@EnableAutoConfiguration(exclude = {HibernateJpaAutoConfiguration.class, DataJpaRepositoriesAutoConfiguration.class})
@EnableTransactionManagement
class SharedApplication {

    /** What this instance is called, so that it can be told from the others. */
    static final String WHO = "test.who";

    /** For one that is a process of its own. */
    public static void main(String[] arguments) {
        SpringApplication.run(SharedApplication.class, arguments)
                .getBean(Load.class)
                .begin();
    }

    @Bean(destroyMethod = "end")
    Load load(Reports reports) {
        return new Load(reports);
    }

    @Bean
    Reports reports(
            Environment environment,
            ObjectProvider<Tracer> tracer,
            ObjectProvider<ClusterView> cluster,
            ProcessPoolCluster member) {
        return new Reports(environment, tracer, cluster, member);
    }

    /** That there is one, with nothing behind it. */
    @Bean
    Transactions transactions() {
        return new Transactions();
    }

    /** What a method sees around it. */
    record Seen(
            String who,
            boolean transaction,
            @Nullable String tenantInMdc,
            String language,
            @Nullable String user,
            @Nullable String trace)
            implements Serializable {}

    static class Reports {

        private final Environment environment;
        private final ObjectProvider<Tracer> tracer;
        private final ObjectProvider<ClusterView> cluster;
        private final ProcessPoolCluster member;

        Reports(
                Environment environment,
                ObjectProvider<Tracer> tracer,
                ObjectProvider<ClusterView> cluster,
                ProcessPoolCluster member) {
            this.environment = environment;
            this.tracer = tracer;
            this.cluster = cluster;
            this.member = member;
        }

        @ProcessAsync(pool = "reports")
        @Transactional
        ProcessFuture<Seen> look() {
            Authentication user = SecurityContextHolder.getContext().getAuthentication();
            Tracer known = tracer.getIfAvailable();
            Span span = known == null ? null : known.currentSpan();
            return ProcessAsyncResult.of(new Seen(
                    who(),
                    TransactionSynchronizationManager.isActualTransactionActive(),
                    MDC.get("tenant"),
                    LocaleContextHolder.getLocale().getLanguage(),
                    user == null ? null : user.getName(),
                    span == null ? null : span.context().traceId()));
        }

        @ProcessAsync(pool = "reports", placement = "here")
        ProcessFuture<String> occupy(Flag started, Flag released) throws Exception {
            return waitFor(started, released);
        }

        @ProcessAsync(pool = "reports")
        ProcessFuture<String> waitAnywhere(Flag started, Flag released) throws Exception {
            return waitFor(started, released);
        }

        private ProcessFuture<String> waitFor(Flag started, Flag released) throws IOException, InterruptedException {
            Files.createFile(Path.of(started.path()));
            released.awaitInTask();
            return ProcessAsyncResult.of(who());
        }

        /** What of a cluster there is in the worker: beans and threads. */
        @ProcessAsync(pool = "reports", placement = "here")
        ProcessFuture<List<String>> tracesOfCluster() {
            List<String> found = ClusterThreads.names();
            if (cluster.getIfAvailable() != null) {
                found.add("a bean");
            }
            return ProcessAsyncResult.of(found);
        }

        /** What a worker is told that asks who is there. */
        @ProcessAsync(pool = "reports", placement = "here")
        ProcessFuture<String> members() {
            try {
                return ProcessAsyncResult.of(member.snapshot().toString());
            } catch (IllegalStateException e) {
                return ProcessAsyncResult.of("refused: " + e.getMessage());
            }
        }

        private String who() {
            return environment.getProperty(WHO, "nobody");
        }
    }

    static class Transactions extends AbstractPlatformTransactionManager {

        @Override
        protected Object doGetTransaction() {
            return new Object();
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {}

        @Override
        protected void doCommit(DefaultTransactionStatus status) {}

        @Override
        protected void doRollback(DefaultTransactionStatus status) {}
    }
}

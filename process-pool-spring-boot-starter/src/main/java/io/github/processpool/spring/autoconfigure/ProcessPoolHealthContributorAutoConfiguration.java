package io.github.processpool.spring.autoconfigure;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.ProcessPools;
import io.github.processpool.spring.health.BrokenPoolReasons;
import io.github.processpool.spring.health.ProcessPoolHealthIndicator;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.CompositeHealthContributorConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes a health indicator of a process pool, or one that is composed of several. */
@AutoConfiguration(after = ProcessPoolAutoConfiguration.class)
@ConditionalOnClass({HealthContributor.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(ProcessPools.class)
@ConditionalOnSwitch("management.health.processpool.enabled")
@ConditionalOnEnabledHealthIndicator("processpool")
public final class ProcessPoolHealthContributorAutoConfiguration {

    @Bean
    BrokenPoolReasons brokenProcessPoolReasons() {
        return new BrokenPoolReasons();
    }

    @Configuration(proxyBeanMethods = false)
    static final class Contributor
            extends CompositeHealthContributorConfiguration<ProcessPoolHealthIndicator, ProcessPoolExecutor> {

        Contributor(BrokenPoolReasons reasons) {
            super(pool -> new ProcessPoolHealthIndicator(pool, reasons));
        }

        @Bean
        @ConditionalOnMissingBean(name = {"processPoolHealthIndicator", "processPoolHealthContributor"})
        HealthContributor processPoolHealthContributor(ProcessPools pools) {
            Map<String, ProcessPoolExecutor> all = pools.asMap();
            // None from a mock of a test.
            return all.isEmpty() ? CompositeHealthContributor.fromMap(Map.of()) : createContributor(all);
        }
    }
}

package io.github.processpool.spring.autoconfigure;

import io.github.processpool.spring.ProcessPoolExecutorBuilderCustomizer;
import io.github.processpool.spring.annotation.ConditionalOnProcessPoolParent;
import io.github.processpool.spring.dashboard.Dashboard;
import io.github.processpool.spring.dashboard.PoolRecords;
import io.github.processpool.spring.endpoint.ProcessPoolsEndpoint;
import io.github.processpool.spring.endpoint.ProcessPoolsEndpointWebExtension;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;

/**
 * Has the endpoint {@code processpools} serve a page, where {@code process-pool.dashboard.enabled} says so and the endpoint is exposed
 * over HTTP.
 */
@AutoConfiguration(after = ProcessPoolEndpointAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnSwitch(value = ProcessPoolDashboardAutoConfiguration.ENABLED, byDefault = false)
@ConditionalOnProcessPoolParent
@ConditionalOnBean({ProcessPoolsEndpoint.class, ProcessPoolsEndpointWebExtension.class})
public final class ProcessPoolDashboardAutoConfiguration {

    static final String ENABLED = "process-pool.dashboard.enabled";

    private static final EndpointId ENDPOINT = EndpointId.of("processpools");

    @Bean
    PoolRecords processPoolRecords() {
        return new PoolRecords();
    }

    /** Listens only: the role tells the check of {@code @ProcessAsync} methods that values travel as without it. */
    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    ProcessPoolExecutorBuilderCustomizer processPoolRecordCustomizer(PoolRecords records) {
        return (poolName, builder) -> builder.listener(records.begin(poolName));
    }

    @Bean
    Dashboard processPoolDashboard(
            ProcessPoolsEndpoint endpoint,
            PoolRecords records,
            Environment environment,
            ObjectProvider<EndpointAccessResolver> access) {
        return new Dashboard(
                endpoint,
                records,
                environment.getProperty("spring.application.name", ""),
                () -> isWritable(access.getIfAvailable()));
    }

    private static boolean isWritable(@Nullable EndpointAccessResolver resolver) {
        return resolver == null || resolver.accessFor(ENDPOINT, Access.READ_ONLY) == Access.UNRESTRICTED;
    }
}

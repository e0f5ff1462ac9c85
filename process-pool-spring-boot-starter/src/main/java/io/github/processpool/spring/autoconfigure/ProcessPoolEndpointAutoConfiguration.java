package io.github.processpool.spring.autoconfigure;

import io.github.processpool.spring.ProcessPoolExecutorBuilderCustomizer;
import io.github.processpool.spring.ProcessPools;
import io.github.processpool.spring.annotation.ConditionalOnProcessPoolParent;
import io.github.processpool.spring.cluster.ClusterView;
import io.github.processpool.spring.dashboard.Dashboard;
import io.github.processpool.spring.dashboard.PoolRecords;
import io.github.processpool.spring.endpoint.EndpointAccessHint;
import io.github.processpool.spring.endpoint.EndpointPages;
import io.github.processpool.spring.endpoint.ProcessPoolsEndpoint;
import io.github.processpool.spring.endpoint.ProcessPoolsEndpointWebExtension;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Makes the endpoint {@code processpools} where it is exposed and may be accessed, and its dashboard where that is asked for. */
@AutoConfiguration(after = ProcessPoolAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(ProcessPools.class)
@ConditionalOnAvailableEndpoint(ProcessPoolsEndpoint.class)
public final class ProcessPoolEndpointAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    ProcessPoolsEndpoint processPoolsEndpoint(ProcessPools pools, ObjectProvider<ClusterView> cluster) {
        return new ProcessPoolsEndpoint(pools, cluster.getIfAvailable());
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint(endpoint = ProcessPoolsEndpoint.class, exposure = EndpointExposure.WEB)
    ProcessPoolsEndpointWebExtension processPoolsEndpointWebExtension(
            ProcessPoolsEndpoint endpoint, ObjectProvider<EndpointPages> pages) {
        return new ProcessPoolsEndpointWebExtension(endpoint, pages.getIfAvailable());
    }

    /** The page that the endpoint serves. Not for workers, which have nobody to look at them. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnSwitch(value = "process-pool.dashboard.enabled", byDefault = false)
    @ConditionalOnProcessPoolParent
    @ConditionalOnAvailableEndpoint(endpoint = ProcessPoolsEndpoint.class, exposure = EndpointExposure.WEB)
    static class Page {

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
            String application = environment.getProperty("spring.application.name", "");
            return new Dashboard(endpoint, records, application, () -> isWritable(access.getIfAvailable()));
        }

        private static boolean isWritable(@Nullable EndpointAccessResolver resolver) {
            return resolver == null
                    || resolver.accessFor(EndpointId.of("processpools"), Access.READ_ONLY) == Access.UNRESTRICTED;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnClass(HandlerExceptionResolver.class)
    @ConditionalOnAvailableEndpoint(endpoint = ProcessPoolsEndpoint.class, exposure = EndpointExposure.WEB)
    static class AccessHint {

        @Bean
        EndpointAccessHint processPoolsEndpointAccessHint(
                ObjectProvider<PathMappedEndpoints> endpoints, ObjectProvider<EndpointAccessResolver> access) {
            return new EndpointAccessHint(endpoints, access);
        }
    }
}

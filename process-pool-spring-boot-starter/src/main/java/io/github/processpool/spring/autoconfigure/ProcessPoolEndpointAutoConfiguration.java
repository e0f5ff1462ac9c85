package io.github.processpool.spring.autoconfigure;

import io.github.processpool.spring.ProcessPools;
import io.github.processpool.spring.cluster.ClusterView;
import io.github.processpool.spring.endpoint.EndpointPages;
import io.github.processpool.spring.endpoint.ProcessPoolsEndpoint;
import io.github.processpool.spring.endpoint.ProcessPoolsEndpointWebExtension;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Makes the endpoint {@code processpools} where it is exposed and may be accessed. */
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

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnClass(HandlerExceptionResolver.class)
    @ConditionalOnAvailableEndpoint(endpoint = ProcessPoolsEndpoint.class, exposure = EndpointExposure.WEB)
    static class AccessHint {

        @Bean
        ProcessPoolEndpointAccessHint processPoolsEndpointAccessHint(
                ObjectProvider<PathMappedEndpoints> endpoints, ObjectProvider<EndpointAccessResolver> access) {
            return new ProcessPoolEndpointAccessHint(endpoints, access);
        }
    }
}

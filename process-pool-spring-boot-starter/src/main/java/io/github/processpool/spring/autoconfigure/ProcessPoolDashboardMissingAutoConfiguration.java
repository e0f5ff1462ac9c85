package io.github.processpool.spring.autoconfigure;

import io.github.processpool.spring.ProcessPools;
import io.github.processpool.spring.annotation.ConditionalOnProcessPoolParent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.util.ClassUtils;

/** Says in the log why there is no dashboard although it was asked for. Looking for it would only find that there is nothing. */
@AutoConfiguration(after = ProcessPoolEndpointAutoConfiguration.class)
@ConditionalOnSwitch(value = "process-pool.dashboard.enabled", byDefault = false)
@ConditionalOnBean(ProcessPools.class)
@ConditionalOnMissingBean(type = "io.github.processpool.spring.dashboard.Dashboard")
@ConditionalOnProcessPoolParent
public final class ProcessPoolDashboardMissingAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(ProcessPoolDashboardMissingAutoConfiguration.class);

    private static final String ACTUATOR =
            "org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint";

    private static final String EXPOSED = "management.endpoints.web.exposure.include";

    @Autowired
    void say(ApplicationContext context) {
        if (ClassUtils.isPresent(ACTUATOR, context.getClassLoader())) {
            log.warn(
                    "process-pool.dashboard.enabled is true, but there is no dashboard: the endpoint 'processpools' is not exposed over"
                            + " HTTP. Name it in {}, which is '{}' now; and management.endpoint.processpools.access may not be 'none'",
                    EXPOSED,
                    context.getEnvironment().getProperty(EXPOSED, "health"));
        } else {
            log.warn(
                    "process-pool.dashboard.enabled is true, but there is no dashboard: it is a part of an endpoint, for which"
                            + " spring-boot-starter-actuator has to be on the class path");
        }
    }

    @Bean
    static LazyInitializationExcludeFilter eagerProcessPoolDashboardMissing() {
        return LazyInitializationExcludeFilter.forBeanTypes(ProcessPoolDashboardMissingAutoConfiguration.class);
    }
}

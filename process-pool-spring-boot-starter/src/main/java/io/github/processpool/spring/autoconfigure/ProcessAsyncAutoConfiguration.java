package io.github.processpool.spring.autoconfigure;

import io.github.processpool.spring.ProcessPools;
import io.github.processpool.spring.async.AdviceInFront;
import io.github.processpool.spring.async.ProcessAsyncBeanPostProcessor;
import io.github.processpool.spring.async.carry.LocaleCarrier;
import io.github.processpool.spring.async.carry.MdcCarrier;
import io.github.processpool.spring.async.carry.SecurityContextCarrier;
import io.github.processpool.spring.pool.RestartablePool;
import io.github.processpool.spring.settings.Switches;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.security.core.context.SecurityContextHolder;

/** Lets methods with {@link io.github.processpool.spring.annotation.ProcessAsync} run in workers. */
@AutoConfiguration(after = ProcessPoolAutoConfiguration.class)
@ConditionalOnBean(ProcessPools.class)
public final class ProcessAsyncAutoConfiguration {

    @Bean
    static ProcessAsyncBeanPostProcessor processAsyncBeanPostProcessor(Environment environment) {
        ProcessAsyncBeanPostProcessor processor = new ProcessAsyncBeanPostProcessor(
                ProcessPoolAutoConfiguration.DEFAULT_POOL, RestartablePool.class::isInstance);
        processor.setProxyTargetClass(Switches.isOn(environment, "spring.aop.proxy-target-class", true));
        return processor;
    }

    @Bean
    static AdviceInFront processAsyncAdviceInFront(ProcessAsyncBeanPostProcessor processor) {
        return new AdviceInFront(processor);
    }

    @Bean
    @ConditionalOnMissingBean(name = "processPoolMdcCarrier")
    MdcCarrier processPoolMdcCarrier() {
        return new MdcCarrier();
    }

    @Bean
    @ConditionalOnMissingBean(name = "processPoolLocaleCarrier")
    LocaleCarrier processPoolLocaleCarrier() {
        return new LocaleCarrier();
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(SecurityContextHolder.class)
    static class SecurityContextConfiguration {

        @Bean
        @ConditionalOnMissingBean(name = "processPoolSecurityContextCarrier")
        SecurityContextCarrier processPoolSecurityContextCarrier() {
            return new SecurityContextCarrier();
        }
    }
}

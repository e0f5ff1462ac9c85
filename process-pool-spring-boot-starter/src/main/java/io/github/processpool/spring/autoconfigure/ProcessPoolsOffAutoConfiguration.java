package io.github.processpool.spring.autoconfigure;

import io.github.processpool.spring.async.LocalMethods;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/** Where {@link ProcessPoolAutoConfiguration} was told to make no pools: tells what that means for annotated methods. */
@AutoConfiguration
@ConditionalOnSwitch(value = ProcessPoolAutoConfiguration.ENABLED, on = false)
public final class ProcessPoolsOffAutoConfiguration {

    @Bean
    @Lazy(false)
    LocalMethods localProcessAsyncMethods(ConfigurableListableBeanFactory beanFactory) {
        return new LocalMethods(beanFactory, ProcessPoolAutoConfiguration.ENABLED + "=false");
    }
}

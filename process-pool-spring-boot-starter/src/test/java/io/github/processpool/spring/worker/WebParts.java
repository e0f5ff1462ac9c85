package io.github.processpool.spring.worker;

import io.github.processpool.spring.annotation.ConditionalOnProcessPoolParent;
import io.github.processpool.spring.annotation.ProcessAsync;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.core.convert.ConversionService;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** A called bean that needs what only a web application has, and one whose advice is not in workers. */
public class WebParts {

    private final ListableBeanFactory beans;
    private final ServerProperties server;
    private final ConversionService conversions;
    private final RequestMappingHandlerMapping mappings;

    WebParts(
            ListableBeanFactory beans,
            ServerProperties server,
            ConversionService conversions,
            RequestMappingHandlerMapping mappings) {
        this.beans = beans;
        this.server = server;
        this.conversions = conversions;
        this.mappings = mappings;
    }

    @ProcessAsync
    public CompletableFuture<String> describe() {
        return CompletableFuture.completedFuture(server.getPort() + " " + conversions.convert("1", Integer.class) + " "
                + mappings.getHandlerMethods().isEmpty());
    }

    /** Names of the definitions of this process, beside those of Spring for its own use. */
    public List<String> definitions() {
        return Arrays.stream(beans.getBeanDefinitionNames()).sorted().toList();
    }

    @PreAuthorize("hasRole('ADMIN')")
    public String guarded() {
        return "secret";
    }

    /** Not to be called without its audit. */
    @Audit
    public static class Audited {

        @ProcessAsync
        public CompletableFuture<String> act() {
            return CompletableFuture.completedFuture("done");
        }
    }

    @Retention(RetentionPolicy.RUNTIME)
    @interface Audit {}

    @Configuration(proxyBeanMethods = false)
    @Import(Security.class)
    static class Configured {

        @Bean
        WebParts webParts(
                ListableBeanFactory beans,
                ServerProperties server,
                @Qualifier("mvcConversionService") ConversionService conversions,
                RequestMappingHandlerMapping mappings,
                @Qualifier("webOnly") String webOnly,
                @Qualifier("onPort") String onPort) {
            return new WebParts(beans, server, conversions, mappings);
        }

        @Bean
        Audited audited() {
            return new Audited();
        }

        @Bean
        @ConditionalOnWebApplication
        String webOnly() {
            return "web";
        }

        @Bean
        @ConditionalOnProperty(name = "management.server.port", havingValue = "0")
        String onPort() {
            return "management";
        }

        @Bean
        @ConditionalOnProcessPoolParent
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static DefaultPointcutAdvisor audit() {
            MethodInterceptor audit = call -> call.proceed();
            return new DefaultPointcutAdvisor(new AnnotationMatchingPointcut(Audit.class), audit);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication
    @EnableMethodSecurity
    static class Security {}
}

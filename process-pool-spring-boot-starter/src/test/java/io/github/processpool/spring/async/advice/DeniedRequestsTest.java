package io.github.processpool.spring.async.advice;

import static io.github.processpool.spring.async.Places.tasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.autoconfigure.ProcessAsyncAutoConfiguration;
import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.constraints.Positive;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.method.configuration.EnableReactiveMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.test.web.reactive.server.SecurityMockServerConfigurers;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;
import org.springframework.validation.beanvalidation.MethodValidationPostProcessor;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import reactor.core.publisher.Mono;

/** Requests that come to nothing, answered as without {@code @ProcessAsync}. Workers would be processes, and none is started. */
class DeniedRequestsTest {

    private static final UserDetails VISITOR = User.withUsername("bob")
            .password("{noop}secret")
            .authorities("ROLE_VISITOR")
            .build();

    private static final AutoConfigurations POOL =
            AutoConfigurations.of(ProcessPoolAutoConfiguration.class, ProcessAsyncAutoConfiguration.class);

    private static void assertNothingWasStarted(ApplicationContext context) {
        ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);
        assertThat(tasks(pool)).isZero();
        assertThat(pool.snapshot().workersStarted()).isZero();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebMvc
    @EnableWebSecurity
    @EnableMethodSecurity
    @Import({Shop.class, ShopController.class})
    static class OfServlets {

        @Bean
        SecurityFilterChain everything(HttpSecurity http) {
            return http.httpBasic(Customizer.withDefaults()).build();
        }

        @Bean
        InMemoryUserDetailsManager users() {
            return new InMemoryUserDetailsManager(VISITOR);
        }

        @Bean
        static LocalValidatorFactoryBean validator() {
            return new LocalValidatorFactoryBean();
        }

        @Bean
        static MethodValidationPostProcessor methodValidation(LocalValidatorFactoryBean validator) {
            MethodValidationPostProcessor processor = new MethodValidationPostProcessor();
            processor.setValidator(validator);
            return processor;
        }
    }

    @Validated
    static class Shop {

        @ProcessAsync
        @PreAuthorize("hasRole('KEEPER')")
        public CompletableFuture<String> close() {
            return CompletableFuture.completedFuture("closed");
        }

        @ProcessAsync
        public CompletableFuture<String> order(@Positive int count) {
            return CompletableFuture.completedFuture("ordered");
        }
    }

    @RestController
    static class ShopController {

        private final Shop shop;

        ShopController(Shop shop) {
            this.shop = shop;
        }

        @GetMapping("/close")
        CompletableFuture<String> close() {
            return shop.close();
        }

        @GetMapping("/order/{count}")
        CompletableFuture<String> order(@PathVariable("count") int count) {
            return shop.order(count);
        }

        @ExceptionHandler(ConstraintViolationException.class)
        @ResponseStatus(HttpStatus.BAD_REQUEST)
        String violated() {
            return "violated";
        }
    }

    @Test
    void springMvc() {
        new WebApplicationContextRunner()
                .withConfiguration(POOL)
                .withUserConfiguration(OfServlets.class)
                .run(context -> {
                    MockMvc mvc = MockMvcBuilders.webAppContextSetup((WebApplicationContext) context)
                            .apply(springSecurity())
                            .build();

                    mvc.perform(get("/close").with(user(VISITOR))).andExpect(status().isForbidden());
                    mvc.perform(get("/close")).andExpect(status().isUnauthorized());
                    mvc.perform(get("/order/0").with(user(VISITOR))).andExpect(status().isBadRequest());
                    assertNothingWasStarted(context);
                });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebFlux
    @EnableWebFluxSecurity
    @EnableReactiveMethodSecurity
    @Import({ReactiveShop.class, ReactiveShopController.class})
    static class OfWebFlux {

        @Bean
        SecurityWebFilterChain everything(ServerHttpSecurity http) {
            return http.authorizeExchange(exchange -> exchange.anyExchange().permitAll())
                    .httpBasic(Customizer.withDefaults())
                    .build();
        }

        @Bean
        MapReactiveUserDetailsService users() {
            return new MapReactiveUserDetailsService(VISITOR);
        }
    }

    static class ReactiveShop {

        @ProcessAsync
        @PreAuthorize("hasRole('KEEPER')")
        public Mono<String> close() {
            return Mono.just("closed");
        }
    }

    @RestController
    static class ReactiveShopController {

        private final ReactiveShop shop;

        ReactiveShopController(ReactiveShop shop) {
            this.shop = shop;
        }

        @GetMapping("/close")
        Mono<String> close() {
            return shop.close();
        }
    }

    @Test
    void webFlux() {
        new ReactiveWebApplicationContextRunner()
                .withConfiguration(POOL)
                .withUserConfiguration(OfWebFlux.class)
                .run(context -> {
                    WebTestClient client = WebTestClient.bindToApplicationContext(context)
                            .apply(SecurityMockServerConfigurers.springSecurity())
                            .configureClient()
                            .build();

                    client.mutateWith(SecurityMockServerConfigurers.mockUser(VISITOR))
                            .get()
                            .uri("/close")
                            .exchange()
                            .expectStatus()
                            .isForbidden();
                    client.get().uri("/close").exchange().expectStatus().isUnauthorized();
                    assertNothingWasStarted(context);
                });
    }
}

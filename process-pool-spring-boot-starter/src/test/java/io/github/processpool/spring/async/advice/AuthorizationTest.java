package io.github.processpool.spring.async.advice;

import static io.github.processpool.spring.async.Places.LIMIT;
import static io.github.processpool.spring.async.Places.place;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.InProcess;
import io.github.processpool.spring.async.Places;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.annotation.Secured;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.method.configuration.EnableReactiveMethodSecurity;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolder;
import reactor.core.publisher.Mono;

/** Annotated methods that not everybody may call. */
class AuthorizationTest {

    /** Where authorization was decided. */
    private static final List<String> decided = new CopyOnWriteArrayList<>();

    private final ApplicationContextRunner application = InProcess.application().withUserConfiguration(Guarded.class);

    private final ApplicationContextRunner reactive = InProcess.application().withUserConfiguration(Reactive.class);

    @BeforeEach
    @AfterEach
    void forget() {
        decided.clear();
        SecurityContextHolder.clearContext();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableMethodSecurity(securedEnabled = true, jsr250Enabled = true)
    static class Guarded {

        @Bean
        Vault vault() {
            return new Vault();
        }

        @Bean
        Rule rule() {
            return new Rule();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableReactiveMethodSecurity
    static class Reactive {

        @Bean
        ReactiveVault vault() {
            return new ReactiveVault();
        }
    }

    static class Rule {
        public boolean isKnown(String user) {
            decided.add(place());
            return user.equals("alice");
        }
    }

    static class Vault {
        @ProcessAsync
        @PreAuthorize("hasRole('KEEPER') and @rule.isKnown(authentication.name)")
        public CompletableFuture<String> open() {
            return CompletableFuture.completedFuture(place());
        }

        @ProcessAsync
        @Secured("ROLE_KEEPER")
        public void secured() {}

        @ProcessAsync
        @RolesAllowed("KEEPER")
        public CompletableFuture<String> byRole() {
            return CompletableFuture.completedFuture(place());
        }

        @ProcessAsync
        @PreAuthorize("hasRole('KEEPER')")
        public Mono<String> lazily() {
            return Mono.fromSupplier(() -> place());
        }
    }

    static class ReactiveVault {
        @ProcessAsync
        @PreAuthorize("hasRole('KEEPER')")
        public Mono<String> open() {
            return ReactiveSecurityContextHolder.getContext()
                    .map(context -> context.getAuthentication().getName() + " in " + place());
        }

        @ProcessAsync
        public Mono<String> unguarded() {
            return ReactiveSecurityContextHolder.getContext()
                    .map(context -> context.getAuthentication().getName())
                    .defaultIfEmpty("nobody");
        }
    }

    private static void login(String name, String... roles) {
        SecurityContextHolder.getContext().setAuthentication(user(name, roles));
    }

    private static TestingAuthenticationToken user(String name, String... roles) {
        return new TestingAuthenticationToken(name, "secret", roles);
    }

    private static void assertNothingWasSubmitted(ProcessPoolExecutor pool) {
        assertThat(Places.tasks(pool)).isZero();
        assertThat(pool.snapshot().workers()).isEmpty();
    }

    @Test
    void deniedCallThrowsAndStartsNothing() {
        application.run(context -> {
            Vault vault = context.getBean(Vault.class);
            login("bob", "ROLE_VISITOR");

            assertThatThrownBy(vault::open).isInstanceOf(AuthorizationDeniedException.class);
            assertThatThrownBy(vault::secured).isInstanceOf(AccessDeniedException.class);
            assertThatThrownBy(vault::byRole).isInstanceOf(AccessDeniedException.class);
            assertThatThrownBy(vault::lazily).isInstanceOf(AccessDeniedException.class);
            SecurityContextHolder.clearContext();
            assertThatThrownBy(vault::open).isInstanceOf(AuthenticationCredentialsNotFoundException.class);
            assertNothingWasSubmitted(context.getBean(ProcessPoolExecutor.class));
        });
    }

    @Test
    void authorizationIsDecidedInTheCallerAndAgainInTheWorker() {
        application.run(context -> {
            login("alice", "ROLE_KEEPER");

            assertThat(context.getBean(Vault.class).open())
                    .succeedsWithin(LIMIT)
                    .isEqualTo("process-pool");
            assertThat(decided).containsExactly("caller", "process-pool");
        });
    }

    @Test
    void deniedSubscriptionFailsAndStartsNothing() {
        reactive.run(context -> {
            Mono<String> opened = context.getBean(ReactiveVault.class).open();

            assertThatThrownBy(() -> opened.contextWrite(
                                    ReactiveSecurityContextHolder.withAuthentication(user("bob", "ROLE_VISITOR")))
                            .block(LIMIT))
                    .isInstanceOf(AccessDeniedException.class);
            assertThatThrownBy(() -> opened.block(LIMIT)).isInstanceOf(AccessDeniedException.class);
            assertNothingWasSubmitted(context.getBean(ProcessPoolExecutor.class));
        });
    }

    @Test
    void userOfTheSubscriptionTravelsToTheWorker() {
        reactive.run(context -> {
            ReactiveVault vault = context.getBean(ReactiveVault.class);
            Mono<String> opened = vault.open();

            for (String name : List.of("alice", "carol")) {
                assertThat(opened.contextWrite(
                                        ReactiveSecurityContextHolder.withAuthentication(user(name, "ROLE_KEEPER")))
                                .block(LIMIT))
                        .isEqualTo(name + " in process-pool");
            }
            assertThat(vault.unguarded().block(LIMIT)).isEqualTo("nobody");
            assertThat(SecurityContextHolder.getContext().getAuthentication()).isNull();
        });
    }
}

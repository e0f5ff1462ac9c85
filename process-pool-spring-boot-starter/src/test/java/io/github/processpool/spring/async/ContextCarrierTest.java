package io.github.processpool.spring.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.TaskSerializationException;
import io.github.processpool.spring.annotation.ProcessAsync;
import java.io.Serializable;
import java.time.Duration;
import java.util.Locale;
import java.util.TimeZone;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import reactor.core.publisher.Mono;

/** What belongs to the calling thread travels with the call, and does not stay behind in the worker. */
class ContextCarrierTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final ThreadLocal<@Nullable String> TENANT = new ThreadLocal<>();

    private final ApplicationContextRunner application = InProcess.application().withBean(Asked.class);

    static class Asked {
        @ProcessAsync
        CompletableFuture<String> mdc() {
            return CompletableFuture.completedFuture(String.valueOf(MDC.get("request")));
        }

        @ProcessAsync
        Mono<String> mdcLater() {
            return Mono.just(String.valueOf(MDC.get("request")));
        }

        @ProcessAsync
        CompletableFuture<String> locale() {
            return CompletableFuture.completedFuture(
                    LocaleContextHolder.getLocaleContext() == null
                            ? "none"
                            : LocaleContextHolder.getLocale() + " "
                                    + LocaleContextHolder.getTimeZone().getID());
        }

        @ProcessAsync
        CompletableFuture<String> user() {
            Authentication user = SecurityContextHolder.getContext().getAuthentication();
            return CompletableFuture.completedFuture(user == null ? "nobody" : user.getName());
        }

        @ProcessAsync
        CompletableFuture<String> tenant() {
            return CompletableFuture.completedFuture(String.valueOf(TENANT.get()));
        }
    }

    @AfterEach
    void clear() {
        MDC.clear();
        LocaleContextHolder.resetLocaleContext();
        SecurityContextHolder.clearContext();
        TENANT.remove();
    }

    private void assertTravels(
            Runnable set,
            Runnable clear,
            java.util.function.Function<Asked, CompletableFuture<String>> ask,
            String there,
            String otherwise) {
        application.run(context -> {
            Asked bean = context.getBean(Asked.class);
            set.run();
            assertThat(ask.apply(bean)).succeedsWithin(LIMIT).isEqualTo(there);
            clear.run();
            assertThat(ask.apply(bean)).succeedsWithin(LIMIT).isEqualTo(otherwise);
        });
    }

    @Test
    void mdcTravels() {
        assertTravels(() -> MDC.put("request", "r1"), MDC::clear, Asked::mdc, "r1", "null");
    }

    @Test
    void localeAndTimeZoneTravel() {
        assertTravels(
                () -> {
                    LocaleContextHolder.setLocale(Locale.CANADA_FRENCH);
                    LocaleContextHolder.setTimeZone(TimeZone.getTimeZone("Asia/Tokyo"));
                },
                LocaleContextHolder::resetLocaleContext,
                Asked::locale,
                "fr_CA Asia/Tokyo",
                "none");
    }

    @Test
    void securityContextTravels() {
        assertTravels(
                () -> SecurityContextHolder.getContext()
                        .setAuthentication(new TestingAuthenticationToken("anna", "secret")),
                SecurityContextHolder::clearContext,
                Asked::user,
                "anna",
                "nobody");
    }

    @Test
    void whatWasThereWhenTheMethodWasCalledTravels() {
        application.run(context -> {
            MDC.put("request", "r1");
            CompletableFuture<String> asked = context.getBean(Asked.class).mdc();
            MDC.put("request", "r2");
            assertThat(asked).succeedsWithin(LIMIT).isEqualTo("r1");
            Mono<String> asksLater = context.getBean(Asked.class).mdcLater();
            MDC.put("request", "r3");
            assertThat(asksLater.block(LIMIT)).isEqualTo("r2");
        });
    }

    // -- Carriers of the application's own --

    private record TenantCarrier(Supplier<@Nullable Serializable> source) implements ContextCarrier {

        @Override
        public @Nullable Serializable capture() {
            return source.get();
        }

        @Override
        public Scope restore(Serializable captured) {
            if (captured.equals("unknown")) {
                throw new IllegalArgumentException("tenant is unknown");
            }
            TENANT.set((String) captured);
            return TENANT::remove;
        }
    }

    private ApplicationContextRunner withTenant(Supplier<@Nullable Serializable> source) {
        return application.withBean("tenantCarrier", ContextCarrier.class, () -> new TenantCarrier(source));
    }

    @Test
    void carrierOfTheApplication() {
        withTenant(TENANT::get).run(context -> {
            Asked bean = context.getBean(Asked.class);
            TENANT.set("acme");
            assertThat(bean.tenant()).succeedsWithin(LIMIT).isEqualTo("acme");
            TENANT.remove();
            assertThat(bean.tenant()).succeedsWithin(LIMIT).isEqualTo("null");
        });
    }

    @Test
    void carrierThatCanNotRestoreFailsTheCallAndLeavesNothingBehind() {
        withTenant(TENANT::get).run(context -> {
            Asked bean = context.getBean(Asked.class);
            TENANT.set("unknown");
            MDC.put("request", "r1");
            assertThatThrownBy(() -> bean.tenant().get()).cause().hasMessage("tenant is unknown");
            TENANT.remove();
            MDC.clear();
            assertThat(bean.mdc()).succeedsWithin(LIMIT).isEqualTo("null");
        });
    }

    @Test
    void carrierThatCanNotCaptureFailsTheCall() {
        withTenant(() -> {
                    throw new IllegalStateException("no tenant");
                })
                .run(context -> assertThatThrownBy(
                                () -> context.getBean(Asked.class).tenant())
                        .hasMessage("no tenant"));
    }

    private static final class Unserializable implements Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // On purpose.
        private final Object connection = new Object();
    }

    @Test
    void whatCanNotTravelIsNamedWithItsCarrier() {
        withTenant(Unserializable::new)
                .run(context -> assertThatThrownBy(
                                () -> context.getBean(Asked.class).tenant())
                        .isInstanceOf(TaskSerializationException.class)
                        .hasMessageContaining("Task 'Asked.tenant' can't be sent")
                        .hasMessageContaining("what the ContextCarrier 'tenantCarrier' took along.connection"));
    }

    @Test
    void beanOfTheNameReplacesACarrier() {
        application
                .withBean("processPoolMdcCarrier", ContextCarrier.class, () -> new TenantCarrier(() -> null))
                .run(context -> {
                    MDC.put("request", "r1");
                    assertThat(context.getBean(Asked.class).mdc())
                            .succeedsWithin(LIMIT)
                            .isEqualTo("null");
                });
    }
}

package io.github.processpool.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.TaskSerializationException;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.InProcess;
import io.github.processpool.spring.async.carry.LocaleCarrier;
import io.github.processpool.spring.async.carry.MdcCarrier;
import io.github.processpool.spring.async.carry.SecurityContextCarrier;
import io.github.processpool.spring.observation.task.TraceCarrier;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import io.micrometer.observation.ObservationRegistry;
import java.io.Serializable;
import java.time.Duration;
import java.util.Locale;
import java.util.TimeZone;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.MDC;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** What belongs to the calling thread travels with the call, and does not stay behind in the worker. */
@ExtendWith(OutputCaptureExtension.class)
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
        Mono<String> later() {
            return Mono.just(MDC.get("request") + " " + TENANT.get());
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
        ContextRegistry.getInstance().removeThreadLocalAccessor("tenant");
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

    private static final class TenantAccessor implements ThreadLocalAccessor<String> {

        @Override
        public Object key() {
            return "tenant";
        }

        @Override
        public @Nullable String getValue() {
            return TENANT.get();
        }

        @Override
        public void setValue(String value) {
            TENANT.set(value);
        }

        @Override
        public void setValue() {
            TENANT.remove();
        }
    }

    @Test
    void whatTheContextOfASubscriptionHoldsForThreadsTravels() {
        ContextRegistry.getInstance().registerThreadLocalAccessor(new TenantAccessor());
        withTenant(TENANT::get).run(context -> {
            MDC.put("request", "r1");
            TENANT.set("caller");
            Mono<String> asked = context.getBean(Asked.class).later();
            MDC.clear();
            TENANT.set("subscriber");

            assertThat(asked.contextWrite(Context.of("tenant", "acme")).block(LIMIT))
                    .isEqualTo("r1 acme");
            assertThat(TENANT.get()).isEqualTo("subscriber");
            assertThat(asked.contextWrite(Context.of("other", "b")).block(LIMIT))
                    .isEqualTo("r1 caller");
            assertThat(asked.block(LIMIT)).isEqualTo("r1 caller");
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

    // -- Carriers without which a call goes on --

    private record Dispensable(ContextCarrier carrier) implements ContextCarrier {

        @Override
        public @Nullable Serializable capture() {
            return carrier.capture();
        }

        @Override
        public Scope restore(Serializable captured) {
            return carrier.restore(captured);
        }

        @Override
        public boolean isRequired() {
            return false;
        }
    }

    private ApplicationContextRunner withDispensable(ContextCarrier carrier) {
        return application.withBean("tagCarrier", ContextCarrier.class, () -> new Dispensable(carrier));
    }

    private static void assertGoesOnAndSaysSoOnce(
            ApplicationContextRunner application, CapturedOutput output, String words) {
        application.run(context -> {
            MDC.put("request", "r1");
            for (int call = 0; call < 3; call++) {
                assertThat(context.getBean(Asked.class).mdc())
                        .succeedsWithin(LIMIT)
                        .isEqualTo("r1");
            }
            assertThat(output.getOut().split(Pattern.quote(words), -1)).hasSize(2);
        });
    }

    @Test
    void dispensableCarrierThatCanNotRestore(CapturedOutput output) {
        assertGoesOnAndSaysSoOnce(
                withDispensable(new TenantCarrier(() -> "unknown")),
                output,
                "What the ContextCarrier 'tagCarrier' takes along can't be restored in this worker");
    }

    @Test
    void dispensableCarrierThatCanNotCapture(CapturedOutput output) {
        ContextCarrier failing = new TenantCarrier(() -> {
            throw new NoClassDefFoundError("of.the.Tags");
        });
        assertGoesOnAndSaysSoOnce(
                withDispensable(failing), output, "The ContextCarrier 'tagCarrier' can't capture what it takes along");
    }

    @Test
    void dispensableCarrierThatCanNotCleanUp(CapturedOutput output) {
        ContextCarrier failing = new ContextCarrier() {
            @Override
            public Serializable capture() {
                return "tag";
            }

            @Override
            public Scope restore(Serializable captured) {
                return () -> {
                    throw new IllegalStateException("stuck");
                };
            }
        };
        assertGoesOnAndSaysSoOnce(
                withDispensable(failing),
                output,
                "What the ContextCarrier 'tagCarrier' takes along can't be cleaned up in this worker");
    }

    /** As if the worker's context had no bean of that name: a prototype can be made once, in the parent. */
    private ApplicationContextRunner madeOnce(String name, ContextCarrier carrier) {
        AtomicBoolean made = new AtomicBoolean();
        return application.withBean(
                name,
                ContextCarrier.class,
                () -> {
                    if (made.getAndSet(true)) {
                        throw new NoSuchBeanDefinitionException(name);
                    }
                    return carrier;
                },
                definition -> definition.setScope("prototype"));
    }

    @Test
    void dispensableCarrierThatTheWorkerDoesNotHave(CapturedOutput output) {
        assertGoesOnAndSaysSoOnce(
                madeOnce("tagCarrier", new Dispensable(new TenantCarrier(() -> "acme"))),
                output,
                "What the ContextCarrier 'tagCarrier' takes along can't be restored in this worker");
    }

    @Test
    void requiredCarrierThatTheWorkerDoesNotHaveFailsTheCall() {
        madeOnce("tenantCarrier", new TenantCarrier(() -> "acme"))
                .run(context -> assertThatThrownBy(
                                () -> context.getBean(Asked.class).tenant().get())
                        .hasStackTraceContaining("tenantCarrier"));
    }

    @Test
    void securityContextIsRequiredAndWhatOnlyTellsOfTheCallIsNot() {
        assertThat(new SecurityContextCarrier().isRequired()).isTrue();
        assertThat(new MdcCarrier().isRequired()).isFalse();
        assertThat(new LocaleCarrier().isRequired()).isFalse();
        assertThat(new TraceCarrier(ObservationRegistry.NOOP, null).isRequired())
                .isFalse();
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

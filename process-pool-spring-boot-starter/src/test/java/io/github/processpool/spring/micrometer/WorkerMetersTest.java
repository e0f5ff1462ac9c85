package io.github.processpool.spring.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.worker.ContextOfWorker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** In which registry the beans of a worker count; no process is needed to see that. */
@ExtendWith(OutputCaptureExtension.class)
class WorkerMetersTest {

    private static final String TOLD = "stays in this worker";

    @RegisterExtension
    final ContextOfWorker worker = new ContextOfWorker();

    private final MeterRegistry application = new SimpleMeterRegistry();

    private double arrivedAfter(Class<? extends Counting> counting) {
        CallMeterRegistry calls = worker.context().getBean(CallMeterRegistry.class);
        Counting bean = worker.context().getBean(counting);
        calls.begin();
        bean.count();
        byte[] noted = calls.end();
        if (noted == null) {
            return 0;
        }
        new MeterArrivals(() -> application).add(Objects.requireNonNull(noted));
        return application.get("pages").counter().count();
    }

    @Test
    void countersArriveOfAnApplicationThatExportsNothing(CapturedOutput output) {
        worker.refresh(Metrics.class, AnyRegistry.class);
        assertThat(worker.context().containsBean("simpleMeterRegistry")).isTrue();
        assertThat(arrivedAfter(AnyRegistry.class)).isEqualTo(1);
        assertThat(output).doesNotContain(TOLD);
    }

    @Test
    void countersArriveWhereAnotherRegistryIsPreferred() {
        worker.refresh(Metrics.class, Preferred.class, AnyRegistry.class, NamedRegistry.class);
        assertThat(arrivedAfter(AnyRegistry.class)).isEqualTo(1);
        assertThat(worker.context().getBean(NamedRegistry.class).own).isInstanceOf(CallMeterRegistry.class);
    }

    /** As in one that was processed ahead of time, whose conditions have been decided for the parent. */
    @Test
    void countersArriveWhereNoConditionWasAsked() {
        worker.refresh(Preferred.class, AnyRegistry.class);
        assertThat(arrivedAfter(AnyRegistry.class)).isEqualTo(1);
    }

    @Test
    void countersArriveThroughARegistryThatIsMadeOfOthers(CapturedOutput output) {
        worker.refresh(Metrics.class, Composite.class, OfSeveral.class);
        assertThat(arrivedAfter(OfSeveral.class)).isEqualTo(1);
        assertThat(output).doesNotContain(TOLD);
    }

    @Test
    void counterOfARegistryThatIsAskedForByItsClassIsToldOf(CapturedOutput output) {
        worker.refresh(Metrics.class, Preferred.class, OwnRegistry.class);
        assertThat(arrivedAfter(OwnRegistry.class)).isZero();
        assertThat(output)
                .containsOnlyOnce("What 'pages' counts stays in this worker")
                .contains("the registry 'own'");
    }

    @Test
    void applicationWithoutARegistryGetsNone() {
        worker.refresh(Nothing.class);
        assertThat(worker.context().getBeanNamesForType(MeterRegistry.class)).isEmpty();
    }

    private abstract static class Counting {

        private final Counter pages;

        Counting(MeterRegistry registry) {
            this.pages = registry.counter("pages");
        }

        void count() {
            pages.increment();
        }
    }

    static class AnyRegistry extends Counting {
        AnyRegistry(MeterRegistry registry) {
            super(registry);
        }
    }

    /** By a name that there is. */
    record NamedRegistry(MeterRegistry own) {}

    static class OfSeveral extends Counting {
        OfSeveral(CompositeMeterRegistry registry) {
            super(registry);
        }
    }

    static class OwnRegistry extends Counting {
        OwnRegistry(UsersRegistry registry) {
            super(registry);
        }
    }

    static class UsersRegistry extends SimpleMeterRegistry {}

    @Configuration(proxyBeanMethods = false)
    static class Nothing {}

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        MetricsAutoConfiguration.class,
        SimpleMetricsExportAutoConfiguration.class,
        CompositeMeterRegistryAutoConfiguration.class
    })
    static class Metrics {}

    @Configuration(proxyBeanMethods = false)
    static class Preferred {

        @Bean
        @Primary
        UsersRegistry own() {
            return new UsersRegistry();
        }

        @Bean
        UsersRegistry other() {
            return new UsersRegistry();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Composite {

        @Bean
        SimpleMeterRegistry part() {
            return new SimpleMeterRegistry();
        }

        @Bean
        @Primary
        CompositeMeterRegistry all(SimpleMeterRegistry part) {
            return new CompositeMeterRegistry().add(part);
        }
    }
}

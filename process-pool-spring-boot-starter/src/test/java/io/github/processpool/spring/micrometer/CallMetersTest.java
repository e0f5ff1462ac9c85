package io.github.processpool.spring.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.logging.LogbackMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What a call counts in a worker's registry, and what becomes of it in the application's; no process is needed to see that. */
@ExtendWith(OutputCaptureExtension.class)
class CallMetersTest {

    private final CallMeterRegistry worker = new CallMeterRegistry(Clock.SYSTEM);
    private final MeterRegistry application = new SimpleMeterRegistry();
    private final MeterArrivals arrivals = new MeterArrivals(() -> application);

    private void call(Runnable method) {
        worker.begin();
        method.run();
        arrivals.add(Objects.requireNonNull(worker.end()));
    }

    @Test
    void allThatCountsArrivesWithItsNameAndTags() {
        for (int i = 0; i < 2; i++) {
            call(() -> {
                worker.counter("pages", "kind", "pdf").increment(3);
                worker.counter("pages", "kind", "pdf").increment();
                Timer.builder("render")
                        .description("Time of a page")
                        .publishPercentiles(0.5)
                        .register(worker)
                        .record(Duration.ofMillis(20));
                worker.timer("render").record(Duration.ofMillis(40));
                worker.summary("bytes").record(7);
            });
        }

        assertThat(application.get("pages").tag("kind", "pdf").counter().count())
                .isEqualTo(8);
        Timer timer = application.get("render").timer();
        assertThat(timer.count()).isEqualTo(4);
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(120, within(0.1));
        assertThat(timer.max(TimeUnit.MILLISECONDS)).isEqualTo(40, within(0.1));
        assertThat(timer.takeSnapshot().percentileValues()).hasSize(1);
        assertThat(timer.getId().getDescription()).isEqualTo("Time of a page");
        assertThat(application.get("bytes").summary().totalAmount()).isEqualTo(14);
    }

    @Test
    void tagsThatTheApplicationAddsAreAddedOnce() {
        worker.config().commonTags("stage", "test");
        application.config().commonTags("stage", "test");
        call(() -> worker.counter("pages").increment());
        assertThat(application.get("pages").counter().getId().getTags()).hasSize(1);
    }

    @Test
    void callThatCountsNothingSendsNothing() {
        worker.begin();
        worker.gauge("level", 5);
        assertThat(worker.end()).isNull();
    }

    @Test
    void onlyTheThreadOfACallCounts() {
        worker.counter("before").increment();
        worker.begin();
        assertThat(worker.end()).isNull();
        worker.counter("after").increment();
        worker.begin();
        assertThat(worker.end()).isNull();
    }

    /** The application logs what comes from workers, and counts it then. */
    @Test
    void metersThatBindersKeepOfTheProcessStay() {
        try (LogbackMetrics metrics = new LogbackMetrics()) {
            metrics.bindTo(worker);
            worker.begin();
            LoggerFactory.getLogger(CallMetersTest.class).warn("counted by Logback's turbo filter");
            assertThat(worker.end()).isNull();
        }
    }

    /** The application has a pool of its own, and its meters. */
    @Test
    void timesOfTheConnectionPoolOfTheProcessStay() throws SQLException {
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl("jdbc:h2:mem:meters");
            pool.setMetricRegistry(worker);
            worker.begin();
            pool.getConnection().close();
            assertThat(worker.end()).isNull();
        }
    }

    @Test
    void meterWithATextThatIsTooLongIsLeftOutAndThatIsTold(CapturedOutput output) {
        call(() -> {
            worker.counter("pages", "query", "x".repeat(70_000)).increment();
            worker.counter("others").increment();
        });
        assertThat(application.getMeters()).hasSize(1);
        assertThat(application.get("others").counter().count()).isEqualTo(1);
        assertThat(output.getOut()).containsOnlyOnce("count more than arrives here");
    }

    @Test
    void registryOfTheApplicationIsLookedUpOnce() {
        AtomicInteger lookUps = new AtomicInteger();
        MeterArrivals once = new MeterArrivals(() -> {
            lookUps.incrementAndGet();
            return application;
        });
        for (int i = 0; i < 2; i++) {
            worker.begin();
            worker.counter("pages").increment();
            worker.timer("render").record(Duration.ofMillis(1));
            once.add(Objects.requireNonNull(worker.end()));
        }
        assertThat(lookUps).hasValue(1);
        assertThat(application.get("pages").counter().count()).isEqualTo(2);
    }

    @Test
    void numberOfMetersIsLimitedAndThatIsToldOnce(CapturedOutput output) {
        for (int call = 0; call < 3; call++) {
            int first = call * 600;
            call(() -> {
                for (int i = 0; i < 600; i++) {
                    worker.counter("pages", "id", "" + (first + i)).increment();
                }
            });
        }
        call(() -> worker.counter("pages", "id", "0").increment());

        assertThat(application.getMeters()).hasSize(CallNotes.MOST_METERS);
        assertThat(application.get("pages").tag("id", "0").counter().count()).isEqualTo(2);
        assertThat(output.getOut()).containsOnlyOnce("count more than arrives here");
    }

    @Test
    void nothingThatArrivesFailsTheCall() {
        arrivals.add(new byte[] {0, 0, 0, 0, 5, 9});
        arrivals.add(new byte[0]);
        application.gauge("pages", 1);
        call(() -> {
            worker.counter("pages").increment();
            worker.counter("others").increment();
        });
        assertThat(application.get("others").counter().count()).isEqualTo(1);
    }
}

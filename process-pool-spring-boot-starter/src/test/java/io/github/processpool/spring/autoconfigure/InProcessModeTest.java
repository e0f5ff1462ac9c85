package io.github.processpool.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.PayloadSerializer;
import io.github.processpool.PoolFaults;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.spring.ProcessPools;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Applications whose tests start no process. */
class InProcessModeTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ProcessPoolAutoConfiguration.class))
            .withPropertyValues("process-pool.mode=in-process", "process-pool.min-workers=1");

    @AfterEach
    void noProcessWasStarted() {
        assertThat(ProcessHandle.current().descendants()).isEmpty();
    }

    @Test
    void tasksRunInThisProcessAndStillNeedToBeSerializable() {
        Object notSerializable = new Object();
        application.run(context -> {
            ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);

            assertThat(pool.submit(() -> ProcessHandle.current().pid()).get())
                    .isEqualTo(ProcessHandle.current().pid());
            assertThatThrownBy(() -> pool.submit(() -> notSerializable.hashCode()))
                    .isInstanceOf(TaskSerializationException.class);
            assertThat(ProcessHandle.current().descendants()).isEmpty();
        });
    }

    @Test
    void furtherPoolsInheritTheMode() {
        application
                .withPropertyValues("process-pool.pools.pdf.max-workers=1", "process-pool.pools.pdf.min-workers=0")
                .run(context -> {
                    ProcessPoolExecutor pool =
                            context.getBean(ProcessPools.class).get("pdf");

                    assertThat(pool.submit(() -> ProcessHandle.current().pid()).get())
                            .isEqualTo(ProcessHandle.current().pid());
                });
    }

    @Test
    void aPoolWorksAgainAfterStopAndStart() {
        application.run(context -> {
            ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);
            context.stop();
            assertThat(pool.isTerminated()).isTrue();

            context.start();

            assertThat(pool.submit(() -> 42).get()).isEqualTo(42);
        });
    }

    @Test
    void aBeanOfFaultsTakesPart() {
        application.withBean(PoolFaults.class, PoolFaults::new).run(context -> {
            context.getBean(PoolFaults.class).crash("thumbnail", 3);
            ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);

            assertThatThrownBy(() -> pool.with(
                                    TaskOptions.builder().name("thumbnail").build())
                            .submit(() -> 1)
                            .get())
                    .cause()
                    .isInstanceOfSatisfying(
                            WorkerCrashedException.class,
                            crash -> assertThat(crash.exitCode()).hasValue(3));
            assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
        });
    }

    /** Shouts what it reads. */
    private record Shouting() implements PayloadSerializer {

        @Override
        public void write(Object value, OutputStream target) throws IOException {
            target.write(value.toString().getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Object read(InputStream source) throws IOException {
            return new String(source.readAllBytes(), StandardCharsets.UTF_8) + "!";
        }
    }

    @Test
    void aBeanOfASerializerTakesPart() {
        application.withBean(PayloadSerializer.class, Shouting::new).run(context -> {
            ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);

            assertThat(pool.submit((String text) -> text + " there", "hello").get())
                    .isEqualTo("hello! there!");
        });
    }

    @Test
    void faultsWithoutTheModeEndTheStartWithTheReason() {
        application
                .withBean(PoolFaults.class, PoolFaults::new)
                .withPropertyValues("process-pool.mode=processes")
                .run(context ->
                        assertThat(context).hasFailed().getFailure().rootCause().hasMessageContaining("PoolFaults"));
    }

    @Test
    void anUnknownModeIsReported() {
        application
                .withPropertyValues("process-pool.mode=threads")
                .run(context ->
                        assertThat(context).hasFailed().getFailure().hasStackTraceContaining("process-pool.mode"));
    }

    @Test
    void severalFaultsAreLeftToTheApplicationsOwnCustomizer() {
        PoolFaults first = new PoolFaults().failStarts(1);
        application
                .withBean("first", PoolFaults.class, () -> first)
                .withBean("second", PoolFaults.class, PoolFaults::new)
                .run(context -> {
                    assertThat(context.getBeanNamesForType(PoolFaults.class)).hasSize(2);
                    assertThat(context.getBean(ProcessPoolExecutor.class)
                                    .submit(() -> List.of(1))
                                    .get())
                            .containsExactly(1);
                    assertThat(first.pending()).isEqualTo(1);
                });
    }
}

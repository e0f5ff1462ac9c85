package io.github.processpool.spring.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.PayloadSerializer;
import io.github.processpool.Placement;
import io.github.processpool.PoolFaults;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskQuarantinedException;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.WorkerContext;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.call.AnnotatedMethods;
import io.github.processpool.spring.async.call.CallOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.util.ReflectionUtils;

/** What the attributes of the annotation do. */
class AttributesTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ApplicationContextRunner application = InProcess.application().withBean(Limited.class);

    static class Limited {
        @ProcessAsync(
                pool = "${the.pool}",
                timeout = "${the.timeout}",
                queueTimeout = "PT2S",
                deadline = "3000",
                gracePeriod = "0",
                maxAttempts = "${the.attempts:2}",
                priority = "-1",
                placement = "${the.placement:Here}",
                affinityKey = "#document.id() + ':' + #a1 + '${the.suffix:!}'",
                quarantineKey = "#p0.id() > 5 ? #p0.id() : null")
        CompletableFuture<Integer> all(Document document, String text) {
            return CompletableFuture.completedFuture(1);
        }

        @ProcessAsync(affinityKey = "@prefix.concat(#text)", quarantineKey = "' '")
        CompletableFuture<Integer> keys(String text) {
            return CompletableFuture.completedFuture(1);
        }

        @ProcessAsync(timeout = "${short:50ms}", gracePeriod = "0")
        CompletableFuture<Integer> slow() throws InterruptedException {
            new CountDownLatch(1).await();
            return CompletableFuture.completedFuture(1);
        }

        @ProcessAsync(quarantineKey = "#name")
        CompletableFuture<String> dangerous(String name) {
            return CompletableFuture.completedFuture(name);
        }

        @ProcessAsync(pool = "${the.pool:process-pool}")
        CompletableFuture<String> where() {
            return CompletableFuture.completedFuture(WorkerContext.current().poolName());
        }

        @ProcessAsync
        CompletableFuture<String> one(Object value) {
            return CompletableFuture.completedFuture(value.toString());
        }

        @ProcessAsync
        CompletableFuture<String> two(Object first, Object second) {
            return CompletableFuture.completedFuture(first + ", " + second);
        }

        @ProcessAsync
        CompletableFuture<String> array(Object... values) {
            return CompletableFuture.completedFuture(String.join(", ", (String[]) values));
        }
    }

    record Document(int id) implements Serializable {}

    private static TaskOptions optionsOf(String name, Object... arguments) {
        Method method = Objects.requireNonNull(ReflectionUtils.findMethod(Limited.class, name, (Class<?>[]) null));
        try (StaticApplicationContext context = new StaticApplicationContext()) {
            context.setEnvironment(
                    new MockEnvironment().withProperty("the.pool", "pdf").withProperty("the.timeout", "1s"));
            context.refresh();
            DefaultListableBeanFactory beans = context.getDefaultListableBeanFactory();
            beans.registerSingleton("prefix", "tenant-");
            CallOptions options = CallOptions.of(
                    "Limited." + name, method, Objects.requireNonNull(AnnotatedMethods.find(method)), beans);
            assertThat(options.problems()).isEmpty();
            return options.of(arguments);
        }
    }

    @Test
    void allOfThemWithPlaceholders() {
        TaskOptions options = optionsOf("all", new Document(7), "b");

        assertThat(options.name()).hasValue("Limited.all");
        assertThat(options.timeout()).hasValue(Duration.ofSeconds(1));
        assertThat(options.queueTimeout()).hasValue(Duration.ofSeconds(2));
        assertThat(options.deadline()).hasValue(Duration.ofSeconds(3));
        assertThat(options.gracePeriod()).hasValue(Duration.ZERO);
        assertThat(options.maxAttempts()).isEqualTo(2);
        assertThat(options.priority()).isEqualTo(-1);
        assertThat(options.placement()).isEqualTo(Placement.HERE);
        assertThat(optionsOf("keys", "acme").placement()).isEqualTo(Placement.ANYWHERE);
        assertThat(options.affinityKey()).hasValue("7:b!");
        assertThat(options.quarantineKey()).hasValue("7");
    }

    @Test
    void keysMayUseBeansAndMayBeNone() {
        assertThat(optionsOf("all", new Document(3), "b").quarantineKey()).isEmpty();
        assertThat(optionsOf("keys", "acme").affinityKey()).hasValue("tenant-acme");
        assertThat(optionsOf("keys", "acme").quarantineKey()).isEmpty();
    }

    @Test
    void keyThatCanNotBeEvaluatedFailsTheCallWithTheAttribute() {
        assertThatThrownBy(() -> optionsOf("all", null, "b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The affinityKey '#document.id()")
                .hasMessageContaining("Limited.all(");
    }

    private ApplicationContextRunner complete() {
        return application.withPropertyValues(
                "the.timeout=1s", "the.pool=other", "process-pool.pools.other.max-workers=1");
    }

    @Test
    void poolByPlaceholder() {
        complete()
                .withBean("prefix", String.class, () -> "a")
                .run(context -> assertThat(context.getBean(Limited.class).where())
                        .succeedsWithin(LIMIT)
                        .isEqualTo("other"));
    }

    @Test
    void timeoutStopsTheWork() {
        complete()
                .run(context -> assertThatThrownBy(
                                () -> context.getBean(Limited.class).slow().get())
                        .cause()
                        .isInstanceOfSatisfying(
                                TaskTimeoutException.class,
                                timeout ->
                                        assertThat(timeout.clock()).isEqualTo(TaskTimeoutException.Clock.EXECUTION)));
    }

    @Test
    void quarantineKeyIsThatOfTheArgument() {
        complete()
                .withPropertyValues("process-pool.quarantine-after=1")
                .withBean(PoolFaults.class, PoolFaults::new)
                .run(context -> {
                    Limited bean = context.getBean(Limited.class);
                    context.getBean(PoolFaults.class).crash("Limited.dangerous");

                    assertThatThrownBy(() -> bean.dangerous("bad").get())
                            .cause()
                            .isInstanceOf(WorkerCrashedException.class);
                    assertThatThrownBy(() -> bean.dangerous("bad").get())
                            .cause()
                            .isInstanceOf(TaskQuarantinedException.class);
                    assertThat(bean.dangerous("good")).succeedsWithin(LIMIT).isEqualTo("good");
                });
    }

    // -- Arguments --

    @Test
    void argumentThatCanNotTravelIsNamed() {
        complete().run(context -> {
            Limited bean = context.getBean(Limited.class);

            assertThatThrownBy(() -> bean.one(new Object()))
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessage("Task 'Limited.one' can't be sent to a worker process: argument 'value'"
                            + " (java.lang.Object) is not serializable");
            assertThatThrownBy(() -> bean.two("a", new Object()))
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessage("Task 'Limited.two' can't be sent to a worker process: argument 'second'"
                            + " (java.lang.Object) is not serializable");
            assertThatThrownBy(() -> bean.array("a", new Object()))
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("argument 'values'[1] (java.lang.Object)");
        });
    }

    @Test
    void parameterFilterHasTwoPackagesToLetThrough() {
        complete()
                .withPropertyValues("process-pool.parameter-filter=io.github.processpool.spring.**;java.**;!*")
                .run(context -> assertThat(context.getBean(Limited.class).two("a", "b"))
                        .succeedsWithin(LIMIT)
                        .isEqualTo("a, b"));
    }

    @Test
    void arrayAsTheOnlyArgument() {
        complete()
                .run(context -> assertThat(context.getBean(Limited.class).array((Object[]) new String[] {"a", "b"}))
                        .succeedsWithin(LIMIT)
                        .isEqualTo("a, b"));
    }

    /** Notes the classes of what it writes. */
    private record Noting() implements PayloadSerializer {

        @Override
        public void write(Object value, OutputStream target) throws IOException {
            ObjectOutputStream out = new ObjectOutputStream(target);
            out.writeObject(
                    value instanceof String text
                            ? text + " by " + value.getClass().getSimpleName()
                            : value);
            out.flush();
        }

        @Override
        public Object read(InputStream source) throws IOException, ClassNotFoundException {
            return new ObjectInputStream(source).readObject();
        }
    }

    @Test
    void serializerGetsTheArgumentsAndNotTheCall() {
        complete().withBean(PayloadSerializer.class, Noting::new).run(context -> {
            Limited bean = context.getBean(Limited.class);

            // Once as an argument, once as a result.
            assertThat(bean.one("a")).succeedsWithin(LIMIT).isEqualTo("a by String by String");
            assertThat(bean.two("a", "b")).succeedsWithin(LIMIT).isEqualTo("a, b by String");
        });
    }
}

package io.github.processpool.spring.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.SerializableFunction;
import io.github.processpool.spring.NoWorkerIsLeft;
import io.github.processpool.spring.WorkerBeans;
import io.github.processpool.spring.worker.ValuesApplication.Client;
import io.github.processpool.spring.worker.ValuesApplication.Server;
import java.security.Security;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.SpringApplication;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Values in a worker are the application's, shown by one application and one worker of it, which is replaced in the end. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ValuesIT {

    private static final Map<String, Object> CENTRAL = new HashMap<>(Map.of("greeting", "hello"));

    static TimeZone zone = TimeZone.getDefault();
    static Locale locale = Locale.getDefault();
    static ConfigurableApplicationContext context;
    static ProcessPoolExecutor pool;

    @BeforeAll
    static void start() {
        SpringApplication application = new SpringApplication(ValuesApplication.class);
        application.addInitializers(starting ->
                starting.getEnvironment().getPropertySources().addFirst(new MapPropertySource("central", CENTRAL)));
        context = application.run(
                "--spring.main.web-application-type=none",
                "--client.id=client-${worker-process.pool}-${worker-process.slot}",
                "--process-pool.max-workers=1",
                "--process-pool.start-timeout=2m");
        pool = context.getBean(ProcessPoolExecutor.class);
    }

    @AfterAll
    static void stop() {
        context.close();
        TimeZone.setDefault(zone);
        Locale.setDefault(locale);
        Security.removeProvider(ValuesApplication.PROVIDER);
        NoWorkerIsLeft.awaitEnd();
    }

    /** Calls the bean of the worker. */
    private static <R> R call(SerializableFunction<Client, R> method) throws Exception {
        return pool.submit(called -> called.apply((Client) WorkerBeans.bean("client")), method)
                .get();
    }

    @Test
    @Order(1)
    void theServerIsTheApplicationsAndNotStartedAgain() throws Exception {
        String address = context.getBean(Server.class).address;

        String known = call(Client::address);
        assertThat(known).isEqualTo(address);
        String told = call(client -> client.property("server.address.told"));
        assertThat(told).isEqualTo(address);
        int started = call(Client::startedServers);
        assertThat(started).isZero();
    }

    @Test
    @Order(2)
    void theProcessIsSetUpAsTheApplicationsIs() throws Exception {
        String zoneAndLocale = call(Client::zone);
        assertThat(zoneAndLocale).isEqualTo("Asia/Kathmandu de-CH");
        assertThat(call(Client::hasProvider)).isTrue();
        assertThat(call(Client::isHolderFilled)).isTrue();
    }

    @Test
    @Order(3)
    void aPropertyIsAnotherInEachProcessIfItSaysSo() throws Exception {
        assertThat(context.getEnvironment().getProperty("client.id")).isEqualTo("client-application-0");
        String inWorker = call(client -> client.property("client.id"));
        assertThat(inWorker).isEqualTo("client-process-pool-0");
    }

    @Test
    @Order(4)
    void aChangeOfPropertiesReplacesWorkersByOnesThatKnowIt() throws Exception {
        String before = call(client -> client.property("greeting"));
        assertThat(before).isEqualTo("hello");
        CENTRAL.put("greeting", "good day");
        context.publishEvent(new EnvironmentChangeEvent(this, Set.of("greeting")));

        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            String after = call(client -> client.property("greeting"));
            assertThat(after).isEqualTo("good day");
        });
    }
}

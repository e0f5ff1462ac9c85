package io.github.processpool.spring.worker.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doNothing;

import io.github.processpool.ProcessPoolExecutor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.ContextCustomizerFactories;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;

/** In workers of a test nothing is started again that gives values, the values are there, and a double of a bean is no bean. */
@SpringBootTest(
        classes = WhatTestsDo.Application.class,
        webEnvironment = WebEnvironment.NONE,
        properties = {"process-pool.max-workers=1", "process-pool.start-timeout=2m", "test.small=true"})
@ContextConfiguration(initializers = {WhatTestsDo.StartingInitializer.class, WhatTestsDo.DeclaringInitializer.class})
@ContextCustomizerFactories(WhatTestsDo.StartingCustomizerFactory.class)
@DirtiesContext
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class WhatTestsDoIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String OF_CLASS = WhatTestsDo.start("static initializer");

    @DynamicPropertySource
    static void dynamic(DynamicPropertyRegistry registry) {
        WhatTestsDo.start("method");
        registry.add("from.method", () -> OF_CLASS);
    }

    @MockitoSpyBean
    WhatTestsDo.Gateway gateway;

    @Autowired
    WhatTestsDo.Addresses addresses;

    @Autowired
    WhatTestsDo.Orders orders;

    @Autowired
    ProcessPoolExecutor pool;

    @Test
    void workerHasTheValuesAndStartsNothingForThem() {
        assertThat(pool.submit(new WhatTestsDo.Question()))
                .succeedsWithin(LIMIT)
                .isEqualTo(addresses.all());
        assertThat(pool.submit(new WhatTestsDo.Started())).succeedsWithin(LIMIT).isEqualTo(List.of());
    }

    @Test
    void spyInWorkerRefusesInWordsAndReachesNoRealMethod() {
        doNothing().when(gateway).charge(any());

        assertThat(orders.place("me"))
                .failsWithin(LIMIT)
                .withThrowableThat()
                .withStackTraceContaining("Gateway.charge can't be called in a worker")
                .withStackTraceContaining("'gateway' is a mock or a spy of the test " + WhatTestsDoIT.class.getName());
        assertThat(pool.submit(new WhatTestsDo.Started())).succeedsWithin(LIMIT).isEqualTo(List.of());
    }
}

package io.github.processpool.spring.worker.tests;

import io.github.processpool.SerializableCallable;
import io.github.processpool.spring.WorkerBeans;
import io.github.processpool.spring.annotation.ProcessAsync;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;

/** An application, and what a test does to its context: some start something and give its address, some add or change beans. */
final class WhatTestsDo {

    /** In this process, the first first. */
    private static final List<String> DONE = new CopyOnWriteArrayList<>();

    private WhatTestsDo() {}

    /** Starts something, and returns where that is. */
    static String start(String what) {
        DONE.add(what);
        return what + " at " + UUID.randomUUID();
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Gateway gateway() {
            return new Gateway();
        }

        @Bean
        Orders orders(Gateway gateway) {
            return new Orders(gateway);
        }

        @Bean
        Addresses addresses(
                @Value("${from.method}") String method,
                @Value("${from.initializer}") String initializer,
                @Value("${from.customizer}") String customizer,
                @Value("#{@declared}") String declared) {
            return new Addresses(List.of(method, initializer, customizer, declared));
        }
    }

    record Addresses(List<String> all) {}

    static class Gateway {

        void charge(String account) {
            start("charge of " + account);
        }
    }

    static class Orders {

        private final Gateway gateway;

        Orders(Gateway gateway) {
            this.gateway = gateway;
        }

        @ProcessAsync
        CompletableFuture<List<String>> place(String account) {
            gateway.charge(account);
            return CompletableFuture.completedFuture(DONE);
        }
    }

    static final class StartingInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            TestPropertyValues.of("from.initializer=" + start("initializer")).applyTo(context);
        }
    }

    /** As applications do that declare their beans by code. */
    static final class DeclaringInitializer implements ApplicationContextInitializer<GenericApplicationContext> {

        @Override
        public void initialize(GenericApplicationContext context) {
            context.registerBean("declared", String.class, () -> "declared");
        }
    }

    static final class StartingCustomizerFactory implements ContextCustomizerFactory {

        @Override
        public ContextCustomizer createContextCustomizer(
                Class<?> testClass, List<ContextConfigurationAttributes> configAttributes) {
            return new StartingCustomizer();
        }
    }

    record StartingCustomizer() implements ContextCustomizer {

        @Override
        public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration merged) {
            TestPropertyValues.of("from.customizer=" + start("customizer")).applyTo(context);
        }
    }

    /** A task of a class of its own, so that the class of the test is not needed for it. */
    record Question() implements SerializableCallable<List<String>> {

        @Override
        public List<String> call() {
            return List.copyOf(((Addresses) WorkerBeans.bean("addresses")).all());
        }
    }

    /** As above. */
    record Started() implements SerializableCallable<List<String>> {

        @Override
        public List<String> call() {
            return List.copyOf(DONE);
        }
    }
}

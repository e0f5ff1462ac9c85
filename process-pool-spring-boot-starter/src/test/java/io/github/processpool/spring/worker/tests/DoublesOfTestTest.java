package io.github.processpool.spring.worker.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.test.context.BootstrapUtils;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.bean.override.convention.TestBean;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;

/** The doubles of a test, in a context as it is in a worker: each is there, and throws. */
class DoublesOfTestTest {

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    interface Prices {

        int of(String article);
    }

    static class Discounts implements Prices {

        static boolean made;

        Discounts(String setting) {
            made = true;
        }

        @Override
        public int of(String article) {
            return 1;
        }
    }

    static class Gateway {

        private final Map<String, Integer> charged;

        Gateway(Map<String, Integer> charged) {
            this.charged = charged;
        }

        final int charge(String account) {
            return charged.merge(account, 1, Integer::sum);
        }
    }

    static final class Ledger {

        int balance() {
            return 7;
        }
    }

    static class Clock {}

    static class Mail {}

    record Till(Prices prices, Gateway gateway, Ledger ledger, Supplier<Integer> numbers, Supplier<String> texts) {}

    @Configuration(proxyBeanMethods = false)
    static class Application {

        @Bean
        Discounts discounts() {
            return new Discounts("10%");
        }

        @Bean
        Gateway gateway() {
            return new Gateway(Map.of());
        }

        @Bean
        Ledger ledger() {
            return new Ledger();
        }

        @Bean
        Supplier<Integer> numbers() {
            return () -> 1;
        }

        @Bean
        @Qualifier("texts")
        Supplier<String> texts() {
            return () -> "text";
        }

        @Bean
        String own() {
            return "own";
        }

        @Bean
        @Lazy
        Till till(Discounts prices, Gateway gateway, Ledger ledger, Supplier<Integer> numbers, Supplier<String> texts) {
            return new Till(prices, gateway, ledger, numbers, texts);
        }
    }

    @NullUnmarked
    @MockitoBean(types = Clock.class)
    static class SampleTest {

        @MockitoSpyBean
        Prices prices;

        @MockitoSpyBean
        Gateway gateway;

        @MockitoSpyBean(name = "ledger")
        Ledger ledger;

        @MockitoBean
        Supplier<Integer> numbers;

        @MockitoBean
        @Qualifier("texts")
        Supplier<String> texts;

        @MockitoBean(name = "brandNew", extraInterfaces = AutoCloseable.class)
        Mail mail;

        @TestBean(name = "own")
        String own;

        static String own() {
            return "of the test";
        }
    }

    @BeforeEach
    void refresh() {
        Discounts.made = false;
        context.register(Application.class);
        MergedContextConfiguration configuration =
                BootstrapUtils.resolveTestContextBootstrapper(SampleTest.class).buildMergedContextConfiguration();
        for (ContextCustomizer customizer : configuration.getContextCustomizers()) {
            if (customizer.getClass().getName().contains(".override.")) {
                customizer.customizeContext(context, configuration);
            }
        }
        DoublesOfTest.refuseIn(context.getBeanFactory(), SampleTest.class.getName());
        context.refresh();
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void spyRefusesInWordsAndItsBeanIsNotMade() {
        Discounts prices = context.getBean(Till.class).prices() instanceof Discounts discounts ? discounts : null;

        assertThat(Discounts.made).isFalse();
        assertThatThrownBy(() -> prices.of("lamp"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Discounts.of can't be called in a worker")
                .hasMessageContaining("'discounts' is a mock or a spy of the test " + SampleTest.class.getName())
                .hasMessageContaining("process-pool.mode=in-process");
    }

    @Test
    void finalMethodsAndClassesRefuseToo() {
        Till till = context.getBean(Till.class);

        assertThatThrownBy(() -> till.gateway().charge("me")).hasMessageContaining("a mock or a spy of the test");
        assertThatThrownBy(() -> till.ledger().balance()).hasMessageContaining("a mock or a spy of the test");
    }

    @Test
    void mockIsInjectedWhereItsTypesAndQualifiersSay() {
        Till till = context.getBean(Till.class);

        assertThat(till.numbers()).hasToString("RefusedDouble[numbers]");
        assertThat(till.texts()).hasToString("RefusedDouble[texts]");
        assertThatThrownBy(() -> till.texts().get()).hasMessageContaining("'texts' is a mock");
    }

    @Test
    void beanThatOnlyTheTestHasIsThere() {
        assertThat(context.getBean("brandNew")).isInstanceOf(Mail.class).isInstanceOf(AutoCloseable.class);
        assertThat(context.getBean(Clock.class)).hasToString("RefusedDouble[" + nameOf(Clock.class) + "]");
    }

    private String nameOf(Class<?> type) {
        return context.getBeanNamesForType(type)[0];
    }

    @Test
    void doubleIsEqualToItselfOnly() {
        Object numbers = context.getBean("numbers");

        assertThat(numbers).isNotEqualTo(context.getBean("texts"));
        assertThat(Set.of(numbers)).contains(numbers);
    }

    @Test
    void beanThatTheTestMakesIsMadeAsThere() {
        assertThat(context.getBean("own")).isEqualTo("of the test");
    }

    @Test
    void contextOfNoTestIsLeftAlone() {
        try (AnnotationConfigApplicationContext other = new AnnotationConfigApplicationContext()) {
            DoublesOfTest.refuseIn(other.getBeanFactory(), null);
            DoublesOfTest.refuseIn(other.getBeanFactory(), "some.Test");
            other.refresh();

            assertThat(other.getBeanNamesForType(BeanFactoryPostProcessor.class))
                    .isNotEmpty();
        }
    }
}

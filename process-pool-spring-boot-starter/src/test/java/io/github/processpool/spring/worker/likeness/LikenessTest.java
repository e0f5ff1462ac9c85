package io.github.processpool.spring.worker.likeness;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.annotation.ConditionalOnProcessPoolParent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportSelector;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.type.AnnotationMetadata;

/** An application and its copy in a worker, which may be another one. */
@ExtendWith(OutputCaptureExtension.class)
class LikenessTest {

    private static ApplicationShape shape(Class<?> configuration) {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(configuration)) {
            return ApplicationShape.of(context.getBeanFactory(), List.of());
        }
    }

    private static void compare(Class<?> application, Class<?> copy, Set<String> leftOut) {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(copy)) {
            new Likeness(shape(application), "pdf").compare(context.getBeanFactory(), leftOut);
        }
    }

    @Test
    void nothingIsSaidOfTheSameApplication(CapturedOutput output) {
        compare(Application.class, Application.class, Set.of());
        assertThat(output).doesNotContain("another one");
    }

    @Test
    void beansThatAreMissingAreNamed(CapturedOutput output) {
        compare(Application.class, Without.class, Set.of());
        assertThat(output)
                .containsOnlyOnce("The application in workers of pool 'pdf' is another one: it has no ")
                .contains("greeting");
    }

    @Test
    void nothingIsSaidOfWhatIsLeftOutOnPurpose(CapturedOutput output) {
        compare(Greeting.class, Without.class, Set.of("greeting", name(Greeting.class)));
        assertThat(output).doesNotContain("no greeting");
    }

    @Test
    void otherBeansOfTheSameNameAreNamed(CapturedOutput output) {
        compare(Application.class, Other.class, Set.of());
        assertThat(output).contains("other beans are called greeting");
    }

    @Test
    void nothingIsSaidOfWhatIsForTheParentOnly() {
        assertThat(shape(Application.class).definitions())
                .containsKey("greeting")
                .doesNotContainKeys("ofParent", "ofParentsConfiguration", name(OfParent.class));
    }

    @Test
    void nothingIsSaidOfWhatAConfigurationForTheParentOnlyBringsAlong() {
        assertThat(shape(Application.class).definitions())
                .doesNotContainKeys(
                        "imported",
                        name(Imported.class),
                        "importedByImported",
                        name(ImportedByImported.class),
                        "selected",
                        name(Selected.class),
                        "ofMember",
                        name(OfParent.Member.class),
                        "madeByStaticMethod");
    }

    @Test
    void nothingIsSaidOfPropertiesThatAConfigurationForTheParentOnlyEnables() {
        assertThat(shape(Application.class).definitions().keySet())
                .noneMatch(name -> name.endsWith(OfParentsProperties.class.getName()))
                .noneMatch(name -> name.endsWith(OfImportedProperties.class.getName()))
                .anyMatch(name -> name.endsWith(OfBothProperties.class.getName()));
    }

    @Test
    void nothingIsSaidOfWhatAnApplicationRegistersWhileItRuns() {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.addBeanFactoryPostProcessor(new DefinitionsAtStart());
            context.register(Application.class);
            context.registerBean(Registering.class, () -> new Registering(context));
            context.refresh();

            assertThat(context.containsBeanDefinition("flow")).isTrue();
            assertThat(ApplicationShape.of(context.getBeanFactory(), List.of()).definitions())
                    .containsKey("greeting")
                    .doesNotContainKey("flow");
        }
    }

    /** Spring's test framework registers it for {@code @DynamicPropertySource}, whose values workers get. */
    @Test
    void nothingIsSaidOfTheDynamicPropertiesOfATest() {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Application.class)) {
            String name = "org.springframework.test.context.support.internalDynamicPropertyRegistrarBeanInitializer";
            context.registerBean(name, String.class, () -> "of the test");
            assertThat(ApplicationShape.of(context.getBeanFactory(), List.of()).definitions())
                    .doesNotContainKey(name);
        }
    }

    @Test
    void beansThatLackTheirAdviceAreNamed(CapturedOutput output) {
        Likeness likeness =
                new Likeness(new ApplicationShape(Map.of(), Map.of("shop", "org.acme.Audit"), Map.of()), "pdf");
        likeness.compareAdvice("shop", new Object());
        likeness.compareAdvice("other", new Object());

        assertThat(output)
                .contains("The bean 'shop' does not have the advice in workers of pool 'pdf'")
                .contains("org.acme.Audit")
                .doesNotContain("'other'");
    }

    private static String name(Class<?> configuration) {
        return configuration.getName();
    }

    @Configuration(proxyBeanMethods = false)
    static class Greeting {

        @Bean
        String greeting() {
            return "hello";
        }
    }

    @Configuration
    @Import({Greeting.class, OfParent.class})
    @EnableConfigurationProperties(OfBothProperties.class)
    static class Application {

        @Bean
        @ConditionalOnProcessPoolParent
        String ofParent() {
            return "parent";
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProcessPoolParent
    @Import({Imported.class, Selector.class})
    @EnableConfigurationProperties(OfParentsProperties.class)
    static class OfParent {

        @Bean
        String ofParentsConfiguration() {
            return "parent";
        }

        @Bean
        static String madeByStaticMethod() {
            return "parent";
        }

        @Configuration(proxyBeanMethods = false)
        static class Member {

            @Bean
            String ofMember() {
                return "parent";
            }
        }
    }

    @ConfigurationProperties("of-parent")
    record OfParentsProperties(String value) {}

    @ConfigurationProperties("of-imported")
    record OfImportedProperties(String value) {}

    @ConfigurationProperties("of-both")
    record OfBothProperties(String value) {}

    @Configuration
    @Import(ImportedByImported.class)
    @EnableConfigurationProperties(OfImportedProperties.class)
    static class Imported {

        @Bean
        String imported() {
            return "parent";
        }
    }

    static class ImportedByImported {

        @Bean
        String importedByImported() {
            return "parent";
        }
    }

    static class Selector implements ImportSelector {

        @Override
        public String[] selectImports(AnnotationMetadata importing) {
            return new String[] {Selected.class.getName()};
        }
    }

    static class Selected {

        @Bean
        String selected() {
            return "parent";
        }
    }

    /** As Spring Integration does with the parts of a flow. */
    record Registering(GenericApplicationContext context) implements InitializingBean {

        @Override
        public void afterPropertiesSet() {
            context.registerBean("flow", String.class, () -> "a part");
        }
    }

    @Configuration
    static class Without {}

    @Configuration
    static class Other {

        @Bean
        Integer greeting() {
            return 1;
        }
    }
}

package io.github.processpool.spring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.core.env.PropertyResolver;

/** Keeps the things apart from their wiring, and what is optional in its place. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.github.processpool.spring");

    private static final String WIRING = "io.github.processpool.spring.autoconfigure..";

    @Test
    void nothingDependsOnTheWiring() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackage(WIRING)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(WIRING));
    }

    @Test
    void wiringIsNotApi() {
        hold(classes()
                .that()
                .resideInAPackage(WIRING)
                .and()
                .areNotAnnotatedWith(AutoConfiguration.class)
                .and()
                .haveSimpleNameNotEndingWith("Properties")
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .notBePublic());
    }

    @Test
    void autoConfigurationsAreFinal() {
        hold(classes()
                .that()
                .areAnnotatedWith(AutoConfiguration.class)
                .should()
                .bePublic()
                .andShould()
                .haveModifier(JavaModifier.FINAL));
    }

    @Test
    void engineIsReachedThroughItsApi() {
        hold(noClasses().should().dependOnClassesThat().resideInAPackage("io.github.processpool.internal.."));
    }

    @Test
    void healthIsOptional() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackage("..health..")
                .and()
                .haveNameNotMatching(".*ProcessPoolHealth.*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.boot.health.."));
    }

    @Test
    void micrometerIsOptional() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackages("..micrometer..", "..observation..")
                .and()
                .haveNameNotMatching(".*(ProcessPool(Metrics|Observation).*|ReactorContexts)")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer.."));
    }

    @Test
    void actuatorIsOptional() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackage("..endpoint..")
                .and()
                .haveNameNotMatching(".*ProcessPoolEndpoint.*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.boot.actuate.."));
    }

    @Test
    void testFrameworkIsOptional() {
        hold(noClasses()
                .that()
                .haveNameNotMatching(".*(TestContextRecorderFactory.*|ContextStart.TestContext)")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.test.."));
    }

    @Test
    void databaseIsOptional() {
        hold(noClasses()
                .that()
                .haveNameNotMatching(".*DatabaseInitializers.Detected")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.boot.sql.."));
    }

    /** Conditions of Spring Boot that take a text know one word for on, and stay silent about all others. */
    @Test
    void switchesAreReadAsPropertiesAreBound() {
        hold(noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ConditionalOnProperty.class, ConditionalOnBooleanProperty.class)
                .orShould()
                .callMethod(PropertyResolver.class, "getProperty", String.class, Class.class)
                .orShould()
                .callMethod(PropertyResolver.class, "getProperty", String.class, Class.class, Object.class));
    }

    @Test
    void noCycles() {
        hold(slices().matching("io.github.processpool.spring.(*)..").should().beFreeOfCycles());
    }

    private static void hold(ArchRule rule) {
        rule.check(CLASSES);
    }
}

package io.github.processpool.spring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.boot.autoconfigure.AutoConfiguration;

/** Keeps the things apart from their wiring, and what is optional in its place. */
@AnalyzeClasses(packages = "io.github.processpool.spring", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String WIRING = "io.github.processpool.spring.autoconfigure..";

    @ArchTest
    static final ArchRule nothingDependsOnTheWiring = noClasses()
            .that()
            .resideOutsideOfPackage(WIRING)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(WIRING);

    @ArchTest
    static final ArchRule wiringIsNotApi = classes()
            .that()
            .resideInAPackage(WIRING)
            .and()
            .areNotAnnotatedWith(AutoConfiguration.class)
            .and()
            .haveSimpleNameNotEndingWith("Properties")
            .and()
            .doNotHaveSimpleName("package-info")
            .should()
            .notBePublic();

    @ArchTest
    static final ArchRule autoConfigurationsAreFinal = classes()
            .that()
            .areAnnotatedWith(AutoConfiguration.class)
            .should()
            .bePublic()
            .andShould()
            .haveModifier(JavaModifier.FINAL);

    @ArchTest
    static final ArchRule engineIsReachedThroughItsApi =
            noClasses().should().dependOnClassesThat().resideInAPackage("io.github.processpool.internal..");

    @ArchTest
    static final ArchRule healthIsOptional = noClasses()
            .that()
            .resideOutsideOfPackage("..health..")
            .and()
            .haveNameNotMatching(".*ProcessPoolHealth.*")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework.boot.health..");

    @ArchTest
    static final ArchRule micrometerIsOptional = noClasses()
            .that()
            .resideOutsideOfPackages("..micrometer..", "..observation..")
            .and()
            .haveNameNotMatching(".*(ProcessPool(Metrics|Observation).*|ReactorContexts)")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.micrometer..");

    @ArchTest
    static final ArchRule actuatorIsOptional = noClasses()
            .that()
            .resideOutsideOfPackage("..endpoint..")
            .and()
            .haveNameNotMatching(".*ProcessPoolEndpoint.*")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework.boot.actuate..");

    @ArchTest
    static final ArchRule testFrameworkIsOptional = noClasses()
            .that()
            .haveNameNotMatching(".*(TestContextRecorderFactory.*|ContextStart.TestContext)")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework.test..");

    @ArchTest
    static final ArchRule databaseIsOptional = noClasses()
            .that()
            .haveNameNotMatching(".*DatabaseInitializers.Detected")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework.boot.sql..");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.github.processpool.spring.(*)..").should().beFreeOfCycles();
}

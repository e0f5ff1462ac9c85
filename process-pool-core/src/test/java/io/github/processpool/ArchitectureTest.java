package io.github.processpool;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Keeps the sides apart: one can tell from a class's package in which process it runs. */
@AnalyzeClasses(packages = "io.github.processpool", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String API = "io.github.processpool";
    private static final String INTERNAL = "io.github.processpool.internal..";
    private static final String PARENT = "io.github.processpool.internal.parent..";
    private static final String WORKER = "io.github.processpool.internal.worker..";
    private static final String WIRE = "io.github.processpool.internal.wire..";

    @ArchTest
    static final ArchRule parentKnowsNoWorker = noClasses()
            .that()
            .resideInAPackage(PARENT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(WORKER)
            .because("the two never run in one process")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule workerKnowsNoParent = noClasses()
            .that()
            .resideInAPackage(WORKER)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(PARENT)
            .because("the two never run in one process")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule wireKnowsNeitherSide = noClasses()
            .that()
            .resideInAPackage(WIRE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(PARENT, WORKER)
            .because("the wire is the same in both processes")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyTheBuilderReachesTheParentSide = noClasses()
            .that()
            .resideInAPackage(API)
            .and()
            .doNotHaveFullyQualifiedName(API + ".ProcessPoolExecutorBuilder")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(PARENT)
            .because("the builder is the one door from the API to the engine")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule internalPackagesHaveNoCycles = slices().matching("io.github.processpool.internal.(*)..")
            .should()
            .beFreeOfCycles()
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule coreWorksWithoutSpring = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule micrometerStaysInItsPackage = noClasses()
            .that(resideOutsideOfPackage("..micrometer.."))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.micrometer..")
            .because("it is optional")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule foryStaysInItsPackage = noClasses()
            .that(resideOutsideOfPackage("..fory.."))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.fory..")
            .because("it is optional")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule theEngineKnowsNoIntegration = noClasses()
            .that(resideInAPackage(INTERNAL))
            .should()
            .dependOnClassesThat(resideInAnyPackage(API + ".micrometer..", API + ".fory.."))
            .because("integrations are built on the API, not into the engine")
            .allowEmptyShould(true);
}

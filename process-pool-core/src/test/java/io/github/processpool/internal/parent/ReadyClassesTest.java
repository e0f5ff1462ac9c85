package io.github.processpool.internal.parent;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.processpool.ProcessPoolExecutor;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadyClassesTest {

    private static final String BASE = ProcessPoolExecutor.class.getPackageName();
    private static final String PARENT = ReadyClasses.class.getPackageName();

    /** What runs in a worker, or where there is none; and what may not be there. */
    private static final List<String> PLACES_LEFT_OUT = List.of(
            BASE + ".internal.worker", BASE + ".internal.inprocess", PARENT + ".log.logback", PARENT + ".log.log4j");

    /** Those who have the others initialized, and what looks for a logging framework when a pool starts. */
    private static final Set<String> LEFT_OUT = Set.of(
            Engine.class.getName(),
            ProcessPool.class.getName(),
            ReadyClasses.class.getName(),
            PARENT + ".log.LoggingFramework$Holder");

    /** A class that was renamed would silently be left out. Those with numbers are made by some compilers and not by others. */
    @Test
    void everyNameIsThatOfAClass() throws ClassNotFoundException {
        for (String name : ReadyClasses.names()) {
            if (name.matches(".*\\$\\d+")) {
                continue;
            }
            assertThat(Class.forName(name, false, getClass().getClassLoader())).isNotNull();
        }
    }

    /** One that finds no memory, or no stack, when it is first needed would be dead for good. */
    @Test
    void everyClassOfTheApplicationThatHasAStaticInitializerIsInitializedWithThePool() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(BASE);

        List<String> initialized = classes.stream()
                .filter(type -> type.getStaticInitializer().isPresent())
                .filter(type -> PLACES_LEFT_OUT.stream().noneMatch(type.getPackageName()::startsWith))
                .map(JavaClass::getName)
                .filter(name -> !LEFT_OUT.contains(name))
                .toList();

        assertThat(initialized).hasSizeGreaterThan(50);
        assertThat(ReadyClasses.names()).containsAll(initialized);
    }
}

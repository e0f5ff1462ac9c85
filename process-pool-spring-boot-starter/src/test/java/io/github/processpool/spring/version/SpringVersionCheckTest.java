package io.github.processpool.spring.version;

import static io.github.processpool.spring.version.SpringVersionCheck.check;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringBootVersion;
import org.springframework.core.SpringVersion;

class SpringVersionCheckTest {

    @Test
    void versionsOfThisBuildAreServed() {
        assertThatCode(() -> check(SpringBootVersion.getVersion(), SpringVersion.getVersion()))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"3.5.7, 6.2.12", "3.5.7,", "2.7.18, 5.3.39"})
    void olderSpringBootIsNamedWithTheOneThatIsNeeded(String boot, @Nullable String framework) {
        assertThatThrownBy(() -> check(boot, framework))
                .isInstanceOf(UnsupportedSpringVersionException.class)
                .hasMessage("process-pool-spring-boot-starter needs Spring Boot 4, this is " + boot + ".");
    }

    @Test
    void olderFrameworkUnderASpringBootThatIsServedIsNamed() {
        assertThatThrownBy(() -> check("4.0.7", "6.2.12"))
                .isInstanceOf(UnsupportedSpringVersionException.class)
                .hasMessage("process-pool-spring-boot-starter needs Spring Framework 7, this is 6.2.12.");
    }

    /** Jars that were packed anew have lost their versions, and builds of somebody's own have others. */
    @ParameterizedTest
    @CsvSource({"4.0.0,", "4.2.0-SNAPSHOT, 7.1.0-M1", "5.0.0, 8.0.0", "main, own", ","})
    void laterVersionsAndUnknownOnesAreTried(@Nullable String boot, @Nullable String framework) {
        assertThatCode(() -> check(boot, framework)).doesNotThrowAnyException();
    }
}

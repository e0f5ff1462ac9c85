package io.github.processpool.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.ProcessPools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What Spring Boot prints when it finds the analyzers by itself. */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalysisTest {

    @Test
    void wrongValueAndItsPlace(CapturedOutput output) {
        assertFailsToStart(Application.class, "--process-pool.pools.pdf.max-workers=0");
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("'process-pool.pools.pdf.max-workers' can't be '0': it must be at least 1")
                .contains("It was set in: \"process-pool.pools.pdf.max-workers\" from property source");
    }

    @Test
    void poolsWithOneName(CapturedOutput output) {
        assertFailsToStart(Application.class, "--process-pool.name=pdf", "--process-pool.pools.pdf.max-workers=1");
        assertThat(output).contains("APPLICATION FAILED TO START", "both process pools with the name 'pdf'");
    }

    @Test
    void poolOfTheApplicationWithTheNameOfOneFromProperties(CapturedOutput output) {
        assertFailsToStart(OwnPoolCalledPdf.class, "--process-pool.pools.pdf.max-workers=1");
        assertThat(output)
                .contains("APPLICATION FAILED TO START", "both process pools with the name 'pdf'")
                .contains("'ownPool'", "'pdfProcessPoolExecutor'", "Give one of them another name");
    }

    @Test
    void poolBeanCalledTaskExecutor(CapturedOutput output) {
        assertFailsToStart(PoolCalledTaskExecutor.class);
        assertThat(output)
                .contains("APPLICATION FAILED TO START", "The bean 'taskExecutor' is a process pool", "@Async")
                .contains("Give the bean another name.");
    }

    @Test
    void unknownName(CapturedOutput output) {
        assertFailsToStart(WantsUnknownName.class, "--process-pool.pools.mail.max-workers=1");
        assertThat(output).contains("APPLICATION FAILED TO START", "no process pool 'pdf'", "process-pool, mail");
    }

    @Test
    void unknownQualifier(CapturedOutput output) {
        assertFailsToStart(WantsUnknownQualifier.class, "--process-pool.pools.mail.max-workers=1");
        assertThat(output)
                .contains("APPLICATION FAILED TO START", "Parameter 0 of method wants in")
                .containsPattern("pools that there are: (processPoolExecutor, mail|mail, processPoolExecutor)");
    }

    private static void assertFailsToStart(Class<?> source, String... arguments) {
        SpringApplication application = new SpringApplication(source);
        application.setWebApplicationType(WebApplicationType.NONE);
        assertThatThrownBy(() -> application.run(arguments)).isNotNull();
    }

    @Configuration(proxyBeanMethods = false)
    @Import(PoolAutoConfigurationsSelector.class)
    static class Application {}

    @Configuration(proxyBeanMethods = false)
    @Import(PoolAutoConfigurationsSelector.class)
    static class OwnPoolCalledPdf {

        @Bean(defaultCandidate = false)
        ProcessPoolExecutor ownPool() {
            return ProcessPoolExecutor.builder().name("pdf").build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(PoolAutoConfigurationsSelector.class)
    static class PoolCalledTaskExecutor {

        @Bean
        ProcessPoolExecutor taskExecutor() {
            return ProcessPoolExecutor.builder().name("own").build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(PoolAutoConfigurationsSelector.class)
    static class WantsUnknownName {

        @Bean
        Object wants(ProcessPools pools) {
            return pools.get("pdf");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(PoolAutoConfigurationsSelector.class)
    static class WantsUnknownQualifier {

        @Bean
        Object wants(@Qualifier("pdf") ProcessPoolExecutor pool) {
            return pool;
        }
    }
}

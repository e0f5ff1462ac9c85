package io.github.processpool.spring.settings.written;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.spring.ProcessPools;
import io.github.processpool.spring.autoconfigure.FailedStart;
import io.github.processpool.spring.autoconfigure.PoolAutoConfigurationsSelector;
import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.test.util.TestPropertyValues.Type;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;

/** Names under {@code process-pool} that nobody takes end the start; names that somebody takes never do. */
@ExtendWith(OutputCaptureExtension.class)
class UnknownPropertiesTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ProcessPoolAutoConfiguration.class))
            .withPropertyValues("process-pool.mode=in-process");

    @TempDir
    Path folder;

    // -- Unknown --

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            start-timout             | start-timeout
            startTimout              | start-timeout
            enabeld                  | enabled
            max-worker               | max-workers
            max_wokers               | max-workers
            workers                  | max-workers
            heap                     | worker-heap
            jvm-args                 | jvm-arguments
            worker.heap              | worker-heap
            worker.warm-up           | worker.context.warm-up
            worker.cache.enable      | worker.cache.enabled
            cache.enabled            | worker.cache.enabled
            nested-pools             | worker.nested-pools
            enviroment.LANG          | environment
            jvm-argument[0]          | jvm-arguments
            max-workers.pdf          | max-workers
            pool.pdf.max-workers     | pools
            pools.pdf.max-worker     | pools.pdf.max-workers
            pools.pdf.gracePeriode   | pools.pdf.grace-period
            pools[a.b].max-worker    | pools[a.b].max-workers
            """)
    void nameWithAnErrorEndsTheStartAndIsToldWithItsPlaceAndWhatMayBeMeant(String name, String meant) {
        FailureAnalysis analysis = FailedStart.of(runner.withPropertyValues("process-pool." + name + "=x"));

        assertThat(analysis.getDescription())
                .containsIgnoringCase("There is no property 'process-pool.")
                .contains("It was set in: \"process-pool." + name + "\" from property source \"test\"");
        assertThat(analysis.getAction()).contains("Did you mean '").contains("'process-pool." + meant + "'");
    }

    @Test
    void whatIsLikeNothingIsToldWithAllThatThereIs() {
        assertThat(FailedStart.wordsOf(runner.withPropertyValues("process-pool.colour=red")))
                .contains("Remove 'process-pool.colour'. There are: process-pool.agents, process-pool.class-path, ");
        assertThat(FailedStart.wordsOf(runner.withPropertyValues("process-pool.pools.pdf.colour=red")))
                .contains(
                        "Remove 'process-pool.pools.pdf.colour'. Below the name of a pool there are: agents, class-path, ");
    }

    @Test
    void allUnknownNamesAreToldAtOnce() {
        assertThat(FailedStart.wordsOf(runner.withPropertyValues("process-pool.heap=1GB", "process-pool.max-worker=1")))
                .contains("no property 'process-pool.heap'", "no property 'process-pool.max-worker'")
                .contains("'process-pool.worker-heap'", "'process-pool.max-workers'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            enabled                    | A single pool can't be switched off
            name                       | write that name in the place of 'pdf' in 'process-pool.pools.pdf'
            worker.context.warm-up     | It is the same for all pools: say it as 'process-pool.worker.context.warm-up'
            worker.properties.some.key | say it as 'process-pool.worker.properties.some.key'
            pools.mail.max-workers     | say it as 'process-pool.pools.mail.max-workers'
            """)
    void propertyThatASinglePoolCantHaveIsToldWithWhereItStands(String name, String words) {
        assertThat(FailedStart.wordsOf(runner.withPropertyValues("process-pool.pools.pdf." + name + "=false")))
                .contains("There is no property 'process-pool.pools.pdf." + name + "'", words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"pools[0].name=pdf", "pools[0].max-workers=2", "pools[0]=pdf", "pools[1].pdf.max-workers=2"})
    void listOfPoolsIsRefused(String property) {
        assertThat(FailedStart.wordsOf(runner.withPropertyValues("process-pool." + property)))
                .contains("makes a list of 'process-pool.pools'", "It was set in: \"process-pool.pools[")
                .contains("Write the name of the pool", "'process-pool.pools.pdf.max-workers=2'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            pools      | pdf,mail | process-pool.pools.pdf.max-workers=2
            pools.mail | 4        | process-pool.pools.mail.max-workers=2
            """)
    void poolWithoutPropertiesButAValueIsRefused(String name, String value, String example) {
        assertThat(FailedStart.wordsOf(runner.withPropertyValues("process-pool." + name + "=" + value)))
                .contains("'process-pool." + name + "' can't be '" + value + "'", "such as '" + example + "'");
    }

    // -- Known --

    static List<String> known() {
        return KnownProperties.ofApplication().names().toList();
    }

    @ParameterizedTest
    @MethodSource("known")
    void everyPropertyIsKnownUnderAllItsSpellings(String name) {
        KnownProperties known = KnownProperties.ofApplication();
        String[] spellings = {name, name.replace("-", "_"), name.replace("-", ""), name.toUpperCase(Locale.ROOT)};
        for (String spelling : spellings) {
            assertThat(known.contains(ConfigurationPropertyName.adapt(spelling, '.')))
                    .as(spelling)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "process-pool.environment.LANG=C",
                "process-pool.environment.some.dotted.name=C",
                "process-pool.environment[A.B]=C",
                "process-pool.pools.pdf.environment.LANG=C",
                "process-pool.worker.properties.spring.datasource.url=jdbc",
                "process-pool.worker.properties[some.key]=value",
                "process-pool.worker.context.start[0]=bean",
                "process-pool.worker.context.start=",
                "process-pool.worker=",
                "process-pool.worker.cache=",
                "process-pool=",
                "process-pool.pools.pdf.jvm-arguments[0]=-ea",
                "process-pool.pools.My_Pool.max-workers=1",
                "process-pool.pools.7.max-workers=1",
                "process-pool.pools[a.b].maxWorkers=1",
                "processPool.maxWorkers=1",
                "PROCESS_POOL.MAX_WORKERS=1",
                "process-pool-extra.some=thing",
                "processpools.some=thing"
            })
    void whatSomebodyTakesIsNoError(String property) {
        runner.withPropertyValues(property).run(context -> assertThat(context).hasNotFailed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pools", "worker", "worker.context", "worker.cache"})
    void partsOfNamesAreKnownBecauseFilesOfYamlHaveLinesForThem(String part) {
        assertThat(KnownProperties.ofApplication().contains(ConfigurationPropertyName.of("process-pool." + part)))
                .isTrue();
    }

    @Test
    void variablesOfTheEnvironmentAreLeftAlone() {
        runner.withInitializer(context -> TestPropertyValues.of(
                                "PROCESS_POOL_SERVICE_HOST=10.0.0.1",
                                "PROCESSPOOL_PORT=tcp://10.0.0.1:80",
                                "PROCESSPOOL_POOLS_PDF_COLOUR=red",
                                "PROCESSPOOL_MAXWORKERS=2")
                        .applyTo(context.getEnvironment(), Type.SYSTEM_ENVIRONMENT, "test-systemEnvironment"))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void systemPropertiesOfTheCommandLineCountButNotThatOfTheEngine() {
        runner.withSystemProperties("process-pool.log-events=false")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(FailedStart.wordsOf(runner.withSystemProperties("process-pool.max-worker=1")))
                .contains("'process-pool.max-workers'");
    }

    @Test
    void sourcesThatCantListWhatTheyHaveAreLeftAlone() {
        runner.withInitializer(
                        context -> context.getEnvironment().getPropertySources().addFirst(new Oracle()))
                .run(context -> assertThat(context).hasNotFailed());
    }

    /** Knows everything. */
    private static final class Oracle extends PropertySource<Object> {

        Oracle() {
            super("oracle", new Object());
        }

        @Override
        public Object getProperty(String name) {
            return name.equals("process-pool.colour") ? "red" : null;
        }
    }

    @Test
    void namesThatOtherValuesReferToAreLeftAlone() {
        runner.withPropertyValues(
                        "process-pool.size=2",
                        "process-pool.room=7",
                        "process-pool.max-workers=${process-pool.size}",
                        "another.property=up to ${processPool.room:9}")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @ConfigurationProperties("process-pool.report")
    record Report(String title) {}

    @ConfigurationProperties(prefix = "process-pool.pools.pdf.extra")
    static class Extra {}

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(Report.class)
    static class OwnProperties {

        @Bean
        Extra extra() {
            return new Extra();
        }
    }

    @Test
    void namesThatClassesOfTheApplicationAreBoundToAreLeftAlone() {
        ApplicationContextRunner own = runner.withUserConfiguration(OwnProperties.class)
                .withPropertyValues("process-pool.report.title=x", "process-pool.pools.pdf.extra.some=x");

        own.run(context -> assertThat(context).hasNotFailed());
        assertThat(FailedStart.wordsOf(own.withPropertyValues("process-pool.reports=x")))
                .contains("'process-pool.reports'")
                .doesNotContain("'process-pool.report'");
    }

    @Test
    void namesThatClassesOfAParentContextAreBoundToAreLeftAlone() {
        new ApplicationContextRunner()
                .withUserConfiguration(OwnProperties.class)
                .run(parent -> {
                    ApplicationContextRunner child = runner.withParent(parent);
                    child.withPropertyValues("process-pool.report.title=x", "process-pool.pools.pdf.extra.some=x")
                            .run(context -> assertThat(context).hasNotFailed());
                    assertThat(FailedStart.wordsOf(child.withPropertyValues("process-pool.reports=x")))
                            .contains("'process-pool.reports'");
                });
    }

    private ApplicationContextRunner describing(String file, String metadata) throws IOException {
        write("META-INF/" + file, metadata);
        return runner.withClassLoader(new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader()));
    }

    @Test
    void namesThatMetadataDescribesAreLeftAloneEvenIfNothingIsBoundToThem() throws Exception {
        ApplicationContextRunner described = describing("spring-configuration-metadata.json", """
                {"groups": [{"name": "process-pool", "type": "a.B"},
                            {"name": "process-pool.pools.pdf.extra", "type": "a.C"}],
                 "properties": [{"name": "process-pool.colour", "type": "java.lang.String", "defaultValue": ["a", {}]},
                                {"name": "not a name"}, {}, 7]}""");

        described
                .withPropertyValues("process-pool.colour=red", "process-pool.pools.pdf.extra.some=x")
                .run(context -> assertThat(context).hasNotFailed());
        for (String error : List.of("process-pool.color", "process-pool.max-worker", "process-pool.max-workers.pdf")) {
            assertThat(FailedStart.wordsOf(described.withPropertyValues(error + "=1")))
                    .contains("There is no property '" + error + "'");
        }
    }

    @Test
    void metadataThatSomebodyHasWrittenCountsAndWhatCantBeReadDescribesNothing() throws Exception {
        String file = "additional-spring-configuration-metadata.json";
        describing(file, "{\"properties\": [{\"name\": \"process-pool.colour\"}]}")
                .withPropertyValues("process-pool.colour=red")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(FailedStart.wordsOf(
                        describing(file, "process-pool [").withPropertyValues("process-pool.colour=red")))
                .contains("There is no property 'process-pool.colour'");
    }

    @Test
    void valuesThatCantBeReadAreNoneOfItsBusiness() {
        Map<String, Object> computed = Map.of("process-pool.heap", new Object(), "some.other", new Object());
        assertThat(FailedStart.wordsOf(runner.withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new MapPropertySource("computed", computed) {
                            @Override
                            public Object getProperty(String name) {
                                if (containsProperty(name)) {
                                    throw new IllegalStateException("not ready");
                                }
                                return null;
                            }
                        }))))
                .contains("There is no property 'process-pool.heap'", "computed");
    }

    // -- As an application reads them --

    @Configuration(proxyBeanMethods = false)
    @Import(PoolAutoConfigurationsSelector.class)
    static class Application {}

    private ConfigurableApplicationContext run(String... arguments) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setDefaultProperties(
                Map.of("spring.config.location", "optional:file:" + folder + "/", "process-pool.mode", "in-process"));
        return application.run(arguments);
    }

    private void write(String name, String... lines) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, List.of(lines));
    }

    @Test
    void filesOfYamlAreToldWithTheirLine(CapturedOutput output) throws Exception {
        write(
                "application.yml",
                "process-pool:",
                "  max-workers: 1",
                "  idle-timout: 60s",
                "  pools:",
                "    pdf:",
                "      max-workers: 1");

        assertThatThrownBy(this::run).isNotNull();

        assertThat(output)
                .contains("APPLICATION FAILED TO START", "There is no property 'process-pool.idle-timout'")
                .contains("application.yml] - 3:16", "Did you mean 'process-pool.idle-timeout'?");
    }

    @Test
    void listOfYamlIsRefused(CapturedOutput output) throws Exception {
        write("application.yml", "process-pool:", "  pools:", "    - name: pdf", "      max-workers: 2");

        assertThatThrownBy(this::run).isNotNull();

        assertThat(output).contains("makes a list of 'process-pool.pools'", "no '-' before it in a file of YAML");
    }

    @Test
    void commandLineCounts(CapturedOutput output) {
        assertThatThrownBy(() -> run("--process-pool.pools.pdf.max-worker=1")).isNotNull();

        assertThat(output).contains("Did you mean 'process-pool.pools.pdf.max-workers'?");
    }

    @Test
    void profilesAndConfigurationTreesAreReadAsEver() throws Exception {
        write("application.yml", "process-pool:", "  worker:", "  pools:", "    pdf:", "      max-workers: 1");
        write("application-large.properties", "process-pool.pools.mail.max-workers=2");
        write("application-other.properties", "process-pool.colour=red");
        write("tree/process-pool/pools/tree/max-workers", "3");
        write("tree/process-pool/environment/LANG", "C");

        try (ConfigurableApplicationContext context = run(
                "--spring.profiles.active=large",
                "--spring.config.import=configtree:" + folder.resolve("tree") + "/")) {
            assertThat(context.getBean(ProcessPools.class).names())
                    .containsExactlyInAnyOrder("process-pool", "pdf", "mail", "tree");
        }
    }
}

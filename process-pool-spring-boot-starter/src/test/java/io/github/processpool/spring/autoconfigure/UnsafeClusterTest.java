package io.github.processpool.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.cluster.ProcessPoolCluster;
import java.security.KeyStore;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A cluster that strangers could join, or that can't work, ends the start with the property, its value and what to do. */
class UnsafeClusterTest {

    private static final String SECRET = "a secret of this test, which is long enough";

    private final ApplicationContextRunner bare = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ProcessPoolAutoConfiguration.class,
                    ProcessPoolClusterAutoConfiguration.class,
                    SslAutoConfiguration.class));

    /** One that would be right. */
    private final ApplicationContextRunner runner = bare.withPropertyValues(
            "process-pool.cluster.enabled=true",
            "process-pool.cluster.name=shop",
            "process-pool.cluster.bind-address=127.0.0.1",
            "process-pool.cluster.discovery=static",
            "process-pool.cluster.members=127.0.0.1:7801",
            "process-pool.cluster.secret=" + SECRET);

    /** Scenario 29. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            bind-address=0.0.0.0                     | 'process-pool.cluster.bind-address' can't be '0.0.0.0' | the one address
            bind-address=::                          | 'process-pool.cluster.bind-address' can't be '::'      | the one address
            bind-address=no.such.host.invalid        | 'process-pool.cluster.bind-address' can't be 'no.such.host.invalid' | there is no such address
            bind-address=192.0.2.1,secret=           | neither 'process-pool.cluster.ssl.bundle' nor 'process-pool.cluster.secret' | 'process-pool.cluster.insecure=true'
            bind-address=192.0.2.1,secret=           | 'process-pool.cluster.bind-address' is '192.0.2.1'      | openssl rand -base64 32
            secret=a word                            | 'process-pool.cluster.secret' has 6 characters          | 32 at least
            ssl.bundle=mine                          | Both 'process-pool.cluster.ssl.bundle' ('mine') and 'process-pool.cluster.secret' | Remove one
            secret=,ssl.bundle=mine                  | 'process-pool.cluster.ssl.bundle' can't be 'mine'       | there is no such SSL bundle
            name=                                    | the property 'process-pool.cluster.name' is ''          | 'spring.application.name'
            port=0                                   | 'process-pool.cluster.port' can't be '0'                | it must be between 1 and 65535
            failure-timeout=20                       | 'process-pool.cluster.failure-timeout' can't be '20'    | it must be between 2 seconds and 10 minutes
            require-members=0                        | 'process-pool.cluster.require-members' can't be '0'     | it must be at least 1
            members=                                 | 'process-pool.cluster.discovery' is 'static'            | 'process-pool.cluster.members'
            members=,discovery=dns                   | 'process-pool.cluster.discovery' is 'dns'               | 'process-pool.cluster.dns-query'
            members=,discovery=jdbc                  | 'process-pool.cluster.discovery' is 'jdbc'              | the application has no DataSource
            discovery=jdbc                           | 'process-pool.cluster.members' can't be '127.0.0.1:7801' | 'process-pool.cluster.discovery=static' only
            dns-query=shop                           | 'process-pool.cluster.dns-query' can't be 'shop'        | 'process-pool.cluster.discovery=dns' only
            members=127.0.0.1:70000                  | 'process-pool.cluster.members' can't be '127.0.0.1:70000' | An example
            build=                                   | 'process-pool.cluster.build' can't be ''                | An example
            """)
    void refusesToStartUnsafe(String properties, String what, String remedy) {
        ApplicationContextRunner changed = runner;
        for (String property : properties.split(",", -1)) {
            changed = changed.withPropertyValues("process-pool.cluster." + property);
        }

        String words = FailedStart.wordsOf(changed);

        assertThat(words).contains(what, remedy).doesNotContain(SECRET, "a word'", "The cluster's", "io.github");
    }

    @Test
    void refusesToBeNamedByNobody() {
        assertThat(FailedStart.wordsOf(bare.withPropertyValues("process-pool.cluster.enabled=true")))
                .contains("'process-pool.cluster.name' is '${spring.application.name}', which is empty");
    }

    @Test
    void refusesSeveralDatabasesOfWhichNoneIsPrimary() {
        String words = FailedStart.wordsOf(runner.withUserConfiguration(TwoDatabases.class)
                .withPropertyValues("process-pool.cluster.members=", "process-pool.cluster.discovery=jdbc"));

        assertThat(words).contains("'process-pool.cluster.discovery' is 'jdbc'", "none of which is primary");
    }

    @Test
    void refusesBundleThatTrustsEverybody() throws Exception {
        KeyStore some = KeyStore.getInstance("PKCS12");
        some.load(null, null);

        assertThat(wordsOfBundle(SslStoreBundle.of(some, null, null)))
                .contains("this SSL bundle has no trust store, so everybody", "Give it a trust store");
        assertThat(wordsOfBundle(SslStoreBundle.of(null, null, some)))
                .contains("this SSL bundle has no certificate of its own", "Give it a key store");
    }

    private String wordsOfBundle(SslStoreBundle stores) {
        return FailedStart.wordsOf(
                runner.withBean(SslBundles.class, () -> new DefaultSslBundleRegistry("open", SslBundle.of(stores)))
                        .withPropertyValues("process-pool.cluster.secret=", "process-pool.cluster.ssl.bundle=open"));
    }

    @Test
    void refusesWhenTheModuleIsMissing() {
        String words = FailedStart.wordsOf(
                runner.withClassLoader(new FilteredClassLoader(ProcessPoolCluster.class.getPackageName())));

        assertThat(words)
                .contains(
                        "'process-pool.cluster.enabled' is 'true', but the module of clusters is not on the class path")
                .contains("io.github.processpool:process-pool-cluster");
    }

    @Test
    void refusesPoolThatIsSharedWithoutCluster() {
        assertNoCluster("process-pool.pools.reports.cluster.enabled", "reports");
        assertNoCluster("process-pool.pools.cluster.cluster.enabled", "cluster");
        assertNoCluster("process-pool.cluster.default-pool", "process-pool");
    }

    private void assertNoCluster(String property, String pool) {
        FailureAnalysis analysis = FailedStart.of(bare.withPropertyValues(property + "=true"));

        assertThat(analysis.getDescription())
                .contains("The property '" + property + "' is 'true'", "'" + pool + "', but there is no cluster");
        assertThat(analysis.getAction()).contains("'process-pool.cluster.enabled=true'");
    }

    @Test
    void poolIsOnItsOwnWhereTheClusterIsSwitchedOff() {
        bare.withPropertyValues("process-pool.pools.reports.cluster.enabled=true", "process-pool.cluster.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasBean("reportsProcessPoolExecutor")
                        .doesNotHaveBean("processPoolCluster"));
    }

    @Test
    void refusesPoolWhoseWorkersAreThreads() {
        String words = FailedStart.wordsOf(runner.withPropertyValues(
                "process-pool.pools.reports.cluster.enabled=true", "process-pool.mode=in-process"));

        assertThat(words)
                .contains("'process-pool.pools.reports.cluster.enabled' is 'true'", "'in-process'")
                .contains("Set 'process-pool.cluster.enabled=false'");
    }

    @Test
    void refusesPropertiesOfTheClusterBelowPool() {
        assertThat(FailedStart.wordsOf(runner.withPropertyValues("process-pool.pools.reports.cluster.port=7900")))
                .contains(
                        "There is no property 'process-pool.pools.reports.cluster.port'",
                        "'process-pool.cluster.port'");
    }

    @Test
    void nothingOfItExistsWithoutBeingAskedFor() {
        bare.run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(ProcessPoolExecutor.class)
                .doesNotHaveBean("processPoolCluster"));
        bare.withClassLoader(new FilteredClassLoader(ProcessPoolCluster.class.getPackageName()))
                .withPropertyValues("process-pool.pools.reports.max-workers=1")
                .run(context -> assertThat(context).hasNotFailed().hasBean("reportsProcessPoolExecutor"));
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoDatabases {

        @Bean
        DataSource first() {
            return new JdbcDataSource();
        }

        @Bean
        DataSource second() {
            return new JdbcDataSource();
        }
    }
}

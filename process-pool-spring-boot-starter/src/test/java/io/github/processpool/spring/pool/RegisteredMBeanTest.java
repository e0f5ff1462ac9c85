package io.github.processpool.spring.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** A pool from properties is shown by JMX if they say so, once, whatever Spring's own exporter does. */
class RegisteredMBeanTest {

    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(JmxAutoConfiguration.class, ProcessPoolAutoConfiguration.class))
            .withPropertyValues(
                    "spring.jmx.enabled=true", "process-pool.mode=in-process", "process-pool.name=by-properties");

    /** Of pools, and of beans that are pools. */
    private static Set<String> names() throws Exception {
        return SERVER.queryNames(new ObjectName("*:*"), null).stream()
                .map(ObjectName::getCanonicalName)
                .filter(name -> name.toLowerCase().contains("processpool"))
                .collect(Collectors.toSet());
    }

    @Test
    void aPoolHasNoMBeanUnlessThePropertiesSaySo() {
        runner.run(context -> {
            context.getBean(ProcessPoolExecutor.class).call(() -> 1);
            assertThat(names()).isEmpty();
        });
    }

    @Test
    void everyPoolIsShownOnceBesideSpringsOwnExporterAndGoesWithTheContext() throws Exception {
        runner.withPropertyValues("process-pool.register-mbean=true", "process-pool.pools.pdf.max-workers=1")
                .run(context -> {
                    assertThat(context).hasBean("mbeanExporter");
                    assertThat(names())
                            .containsExactlyInAnyOrder(
                                    "io.github.processpool:name=by-properties,type=ProcessPool",
                                    "io.github.processpool:name=pdf,type=ProcessPool");
                });
        assertThat(names()).isEmpty();
    }

    @Test
    void aFurtherPoolMayDoWithout() {
        runner.withPropertyValues("process-pool.register-mbean=true", "process-pool.pools.pdf.register-mbean=false")
                .run(context -> assertThat(names())
                        .containsExactly("io.github.processpool:name=by-properties,type=ProcessPool"));
    }

    @Test
    void aPoolThatIsStartedAgainIsShownAgain() {
        runner.withPropertyValues("process-pool.register-mbean=true").run(context -> {
            context.getSourceApplicationContext().stop();
            assertThat(names()).isEmpty();
            context.getSourceApplicationContext().start();
            assertThat(names()).hasSize(1);
        });
    }
}

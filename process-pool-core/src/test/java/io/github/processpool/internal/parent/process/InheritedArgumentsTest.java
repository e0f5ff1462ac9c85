package io.github.processpool.internal.parent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class InheritedArgumentsTest {

    @Test
    void whatMakesTheWorkerBehaveLikeItsParentIsInherited() {
        List<String> wanted = List.of(
                "-Dapplication.mode=test",
                "-Dempty",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "--enable-preview",
                "-ea",
                "-ea:com.example...",
                "-esa",
                "-Xss2m",
                "-Xbootclasspath/a:/extra.jar");

        assertThat(InheritedArguments.select(wanted)).isEqualTo(wanted);
    }

    @Test
    void theNumberOfProcessorsIsInherited() {
        List<String> wanted = List.of("-XX:ActiveProcessorCount=2");

        assertThat(InheritedArguments.select(wanted)).isEqualTo(wanted);
    }

    @Test
    void valuesThatAreArgumentsOfTheirOwnGoAlong() {
        List<String> wanted = List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED", "--add-modules", "ALL-SYSTEM");

        assertThat(InheritedArguments.select(wanted)).isEqualTo(wanted);
    }

    @Test
    void whatCantBeSharedOrIsTheParentsOwnIsNotInherited() {
        assertThat(InheritedArguments.select(List.of(
                        "-Xmx4g",
                        "-Xms1g",
                        "-XX:+UseG1GC",
                        "-XX:MaxRAMPercentage=80",
                        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=5005",
                        "-Xrunjdwp:transport=dt_socket",
                        "-Xdebug",
                        "-javaagent:/agent.jar",
                        "-Dcom.sun.management.jmxremote.port=9010",
                        "-XX:StartFlightRecording=filename=a.jfr",
                        "-Xlog:gc:file=gc.log",
                        "-XX:SharedArchiveFile=app.jsa",
                        "-XX:AOTCache=app.aot",
                        "-XX:OnOutOfMemoryError=reboot",
                        "-Djava.class.path=/a.jar",
                        "-Dprocess-pool-worker=outer-w1",
                        "-Djdk.module.path=/b",
                        "-Djdk.module.main=app",
                        "-Dspring.devtools.restart.enabled=true")))
                .isEmpty();
    }

    @Test
    void aLogManagerThatWorkersWouldNotFindIsNotInheritedWithWhatConfiguresIt() {
        List<String> arguments = List.of(
                "-Da=1",
                "-Djava.util.logging.config.file=logging.properties",
                "-Djava.util.logging.manager=org.example.Manager");

        assertThat(InheritedArguments.withoutForeignLogManager(arguments, name -> false))
                .containsExactly("-Da=1");
        assertThat(InheritedArguments.withoutForeignLogManager(arguments, "org.example.Manager"::equals))
                .isEqualTo(arguments);
        assertThat(InheritedArguments.withoutForeignLogManager(arguments.subList(0, 2), name -> false))
                .hasSize(2);
    }
}

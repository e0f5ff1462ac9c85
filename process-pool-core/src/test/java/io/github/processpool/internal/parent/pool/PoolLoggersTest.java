package io.github.processpool.internal.parent.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLoggerFactory;

class PoolLoggersTest {

    @Test
    void whereSlf4jHasAProviderItsLoggersAreUsed() {
        Logger made = PoolLoggers.of(PoolLoggersTest.class);

        assertThat(PoolLoggers.hasProvider()).isTrue();
        assertThat(made).isInstanceOf(ch.qos.logback.classic.Logger.class);
        assertThat(made.getName()).isEqualTo(PoolLoggersTest.class.getName());
    }

    /** Its user wants silence. */
    @Test
    void slf4jNopIsAProvider(@TempDir Path folder) throws Exception {
        Path source = Files.writeString(
                folder.resolve("NOPServiceProvider.java"), "package org.slf4j.nop; public class NOPServiceProvider {}");
        ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-d", folder.toString(), source.toString());

        try (URLClassLoader withNop =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
            assertThat(PoolLoggers.hasProvider(new NOPLoggerFactory(), withNop)).isTrue();
        }
        assertThat(PoolLoggers.hasProvider(new NOPLoggerFactory(), LoggerFactory.class.getClassLoader()))
                .isFalse();
    }
}

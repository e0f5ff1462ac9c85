package io.github.processpool.spring.version;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.SpringVersion;

/**
 * Ends the run of an application with a Spring Boot, or a Spring Framework, that is too old for this starter, in words: else classes
 * would be missed somewhere, by whoever comes to need one first. Hears of the run as soon as a failure of it can be analyzed and
 * logged.
 *
 * <p><b>Thread safety:</b> stateless.
 */
final class SpringVersionCheck implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    private static final int BOOT = 4;
    private static final int FRAMEWORK = 7;

    @Override
    public int getOrder() {
        return LoggingApplicationListener.DEFAULT_ORDER + 1;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        check(SpringBootVersion.getVersion(), SpringVersion.getVersion());
    }

    /**
     * Checks both.
     *
     * @param framework null: not known, which is no reason to end anything
     * @throws UnsupportedSpringVersionException if one is too old
     */
    static void check(@Nullable String boot, @Nullable String framework) {
        if (isBefore(BOOT, boot)) {
            throw new UnsupportedSpringVersionException(
                    "process-pool-spring-boot-starter needs Spring Boot 4, this is " + boot + ".",
                    "Update the application to Spring Boot 4, or use process-pool-core alone, which needs no Spring.");
        }
        if (isBefore(FRAMEWORK, framework)) {
            throw new UnsupportedSpringVersionException(
                    "process-pool-spring-boot-starter needs Spring Framework 7, this is " + framework + ".",
                    "Let Spring Boot " + boot
                            + " say the version of Spring Framework: remove your own from the build.");
        }
    }

    private static boolean isBefore(int oldest, @Nullable String version) {
        if (version == null) {
            return false;
        }
        int dot = version.indexOf('.');
        try {
            return dot > 0 && Integer.parseInt(version.substring(0, dot)) < oldest;
        } catch (NumberFormatException e) { // A build of somebody's own.
            return false;
        }
    }
}

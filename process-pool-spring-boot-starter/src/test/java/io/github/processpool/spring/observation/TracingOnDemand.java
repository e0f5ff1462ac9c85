package io.github.processpool.spring.observation;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/** Keeps tracers, which are on the class path of all tests, out of every application that does not ask for one. */
public class TracingOnDemand implements AutoConfigurationImportFilter, EnvironmentAware {

    static final String PROPERTY = "test.tracing";
    static final String BRAVE = "brave";
    static final String OPEN_TELEMETRY = "opentelemetry";

    private String wanted = "";

    @Override
    public void setEnvironment(Environment environment) {
        wanted = environment.getProperty(PROPERTY, "");
    }

    @Override
    public boolean[] match(String[] autoConfigurations, AutoConfigurationMetadata metadata) {
        boolean[] matches = new boolean[autoConfigurations.length];
        for (int i = 0; i < matches.length; i++) {
            matches[i] = autoConfigurations[i] == null || isWanted(autoConfigurations[i]);
        }
        return matches;
    }

    private boolean isWanted(String name) {
        if (name.startsWith("org.springframework.boot.opentelemetry.") || name.contains(".tracing.opentelemetry.")) {
            return wanted.equals(OPEN_TELEMETRY);
        }
        return !wanted.isEmpty() || !name.startsWith("org.springframework.boot.micrometer.tracing.");
    }
}

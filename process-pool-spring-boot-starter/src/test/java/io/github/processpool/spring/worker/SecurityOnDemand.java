package io.github.processpool.spring.worker;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/** Keeps the login, which is on the class path of all tests, out of every application that does not ask for it. */
public class SecurityOnDemand implements AutoConfigurationImportFilter, EnvironmentAware {

    private boolean wanted;

    @Override
    public void setEnvironment(Environment environment) {
        wanted = environment.getProperty("test.security", boolean.class, false);
    }

    @Override
    public boolean[] match(String[] autoConfigurations, AutoConfigurationMetadata metadata) {
        boolean[] matches = new boolean[autoConfigurations.length];
        for (int i = 0; i < matches.length; i++) {
            String name = autoConfigurations[i];
            matches[i] = wanted || name == null || !name.startsWith("org.springframework.boot.security.autoconfigure.");
        }
        return matches;
    }
}

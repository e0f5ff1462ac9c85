package io.github.processpool.spring.worker;

import java.util.regex.Pattern;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/** Leaves an application that asks for it with pools, the database and little else of all that is on the class path of the tests. */
public class SmallOnDemand implements AutoConfigurationImportFilter, EnvironmentAware {

    /** Arguments of an application that is small. */
    public static final String[] ARGUMENTS = {"--test.small=true", "--spring.main.web-application-type=none"};

    private static final Pattern KEPT = Pattern.compile(
            "io\\.github\\.processpool\\..*|.*\\.autoconfigure\\.(context|aop|sql|persistence|transaction|task)\\..*"
                    + "|.*\\.boot\\.(jdbc|hibernate|jpa|data\\.jpa|flyway|liquibase|sql|persistence|transaction)\\..*");

    private boolean small;

    @Override
    public void setEnvironment(Environment environment) {
        small = environment.getProperty("test.small", boolean.class, false);
    }

    @Override
    public boolean[] match(String[] autoConfigurations, AutoConfigurationMetadata metadata) {
        boolean[] matches = new boolean[autoConfigurations.length];
        for (int i = 0; i < matches.length; i++) {
            String name = autoConfigurations[i];
            matches[i] = !small
                    || name == null
                    || !isAutoConfiguration(name)
                    || KEPT.matcher(name).matches();
        }
        return matches;
    }

    /** Spring asks for all classes that are imported beside them, too, such as those of {@code @EnableTransactionManagement}. */
    private static boolean isAutoConfiguration(String name) {
        return name.contains(".autoconfigure.");
    }
}

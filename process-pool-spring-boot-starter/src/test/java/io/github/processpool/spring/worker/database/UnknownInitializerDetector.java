package io.github.processpool.spring.worker.database;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.sql.init.dependency.DatabaseInitializerDetector;

/** Finds a bean of no known type, when a test names one. */
public class UnknownInitializerDetector implements DatabaseInitializerDetector {

    static volatile @Nullable String name;

    @Override
    public Set<String> detect(ConfigurableListableBeanFactory beans) {
        String found = name;
        return found == null ? Set.of() : Set.of(found);
    }
}

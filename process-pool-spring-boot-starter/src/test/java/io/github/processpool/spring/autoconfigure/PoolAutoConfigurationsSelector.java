package io.github.processpool.spring.autoconfigure;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportSelector;
import org.springframework.core.annotation.AnnotationAttributes;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.util.ClassUtils;

/** Enables auto-configurations as an application does, by files and filters, but only those that have to do with pools. */
public class PoolAutoConfigurationsSelector extends AutoConfigurationImportSelector {

    private static final List<String> OTHERS = List.of(
            ".ObservationAutoConfiguration",
            "TaskExecutionAutoConfiguration",
            ".MetricsAutoConfiguration",
            "SimpleMetricsExportAutoConfiguration");

    @Override
    protected AnnotationAttributes getAttributes(AnnotationMetadata metadata) {
        return new AnnotationAttributes(Map.of("exclude", new String[0], "excludeName", new String[0]));
    }

    @Override
    protected List<String> getCandidateConfigurations(
            AnnotationMetadata metadata, @Nullable AnnotationAttributes attributes) {
        return super.getCandidateConfigurations(metadata, attributes).stream()
                // The file of a library that is absent is absent too.
                .filter(name -> ClassUtils.isPresent(name, getBeanClassLoader()))
                .filter(name -> name.startsWith("io.github.processpool")
                        || OTHERS.stream().anyMatch(name::endsWith))
                .toList();
    }
}

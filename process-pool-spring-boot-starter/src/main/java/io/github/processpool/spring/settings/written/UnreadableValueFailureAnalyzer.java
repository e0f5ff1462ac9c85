package io.github.processpool.spring.settings.written;

import io.github.processpool.spring.settings.RightValues;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.unit.DataSize;

/**
 * Says of a value under {@code process-pool} that is no number, duration or the like how to write one, where Spring Boot's own
 * analyzer has the words of a converter. All other values are left to that.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnreadableValueFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

    private static final Map<Class<?>, String> WORDS = Map.of(
            Integer.class, "a whole number",
            Duration.class, "a duration, which is a number with ms, s, m, h or d behind it",
            DataSize.class, "a size, which is a number with B, KB, MB or GB behind it",
            Boolean.class, "true or false",
            boolean.class, "true or false");

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
        ConfigurationProperty property = cause.getProperty();
        if (property == null || !KnownProperties.ROOT.isAncestorOf(property.getName())) {
            return null;
        }
        String name = property.getName().toString();
        String expected = expected(cause.getTarget().getType().resolve());
        String example = RightValues.example(name);
        if (expected == null || example == null) {
            return null;
        }
        return new FailureAnalysis(
                "The property '" + name + "' can't be '" + property.getValue() + "': it must be " + expected
                        + ".%n%n".formatted() + "It was set in: " + property.getOrigin(),
                "Correct the value of '" + name + "'. An example of a right one is: " + example,
                cause);
    }

    private static @Nullable String expected(@Nullable Class<?> type) {
        return type == null || !type.isEnum()
                ? WORDS.get(type == null ? Object.class : type)
                : Arrays.stream(type.getEnumConstants())
                        .map(constant -> ((Enum<?>) constant)
                                .name()
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '-'))
                        .collect(Collectors.joining(" or "));
    }
}

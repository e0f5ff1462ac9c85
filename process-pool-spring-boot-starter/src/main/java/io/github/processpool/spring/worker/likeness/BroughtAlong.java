package io.github.processpool.spring.worker.likeness;

import io.github.processpool.spring.worker.name.NamedTypes;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.util.ReflectionUtils;

/**
 * Knows which classes a configuration of the parent alone has brought along: those that it imports, and its member classes, with what these
 * bring, and the properties that they enable. A worker reads no such configuration, so it has none of them; it has one that another
 * configuration brings, too, and nobody asks about that. Read off Spring's own notes of what imports what; no class is loaded.
 *
 * <p><b>Thread safety:</b> used by the thread that takes the shape of an application.
 */
final class BroughtAlong {

    private static final String NOTES =
            "org.springframework.context.annotation.ConfigurationClassPostProcessor.importRegistry";
    private static final int DEEPEST = 8;

    private final @Nullable Object notes;
    private final @Nullable Method importing;
    private final Set<String> ofParent;
    /** Classes of properties, which Spring does not note. */
    private final Set<String> properties = new HashSet<>();

    private BroughtAlong(@Nullable Object notes, Set<String> ofParent) {
        this.notes = notes;
        this.importing = notes == null
                ? null
                : ReflectionUtils.findMethod(notes.getClass(), "getImportingClassFor", String.class);
        this.ofParent = ofParent;
    }

    static BroughtAlong in(ConfigurableListableBeanFactory beans) {
        Set<String> ofParent = new HashSet<>();
        for (String name : beans.getBeanDefinitionNames()) {
            BeanDefinition definition = beans.getBeanDefinition(name);
            String className = definition.getBeanClassName();
            if (className != null
                    && definition instanceof AnnotatedBeanDefinition annotated
                    && annotated.getMetadata().isAnnotated(Definitions.PARENT_ONLY)) {
                ofParent.add(NamedTypes.stable(className));
            }
        }
        BroughtAlong known = new BroughtAlong(beans.getSingleton(NOTES), ofParent);
        known.addProperties(beans);
        return known;
    }

    private void addProperties(ConfigurableListableBeanFactory beans) {
        for (String name : beans.getBeanDefinitionNames()) {
            if (beans.getBeanDefinition(name) instanceof AnnotatedBeanDefinition annotated) {
                AnnotationMetadata by = annotated.getMetadata();
                if (isBroughtBy(by.getClassName(), 0)) {
                    by.getAnnotations().stream(EnableConfigurationProperties.class)
                            .forEach(enabled -> properties.addAll(List.of(enabled.getStringArray("value"))));
                }
            }
        }
    }

    boolean isOfParent(String className) {
        return properties.contains(className) || isOfParent(className, 0);
    }

    private boolean isOfParent(String className, int depth) {
        if (depth > DEEPEST) {
            return false;
        }
        int member = className.lastIndexOf('$');
        if (member > 0 && isBroughtBy(className.substring(0, member), depth)) {
            return true;
        }
        AnnotationMetadata by = importing(className);
        return by != null && (by.isAnnotated(Definitions.PARENT_ONLY) || isBroughtBy(by.getClassName(), depth));
    }

    private boolean isBroughtBy(String className, int depth) {
        return ofParent.contains(className) || isOfParent(className, depth + 1);
    }

    private @Nullable AnnotationMetadata importing(String className) {
        if (notes == null || importing == null) {
            return null;
        }
        ReflectionUtils.makeAccessible(importing);
        return ReflectionUtils.invokeMethod(importing, notes, className) instanceof AnnotationMetadata by ? by : null;
    }
}

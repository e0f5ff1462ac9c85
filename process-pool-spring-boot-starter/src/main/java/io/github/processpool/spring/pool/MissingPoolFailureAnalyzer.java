package io.github.processpool.spring.pool;

import io.github.processpool.ProcessPoolExecutor;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;

/** Lists the pools there are when none fits an injection point. Before Spring Boot's own analyzer, which knows only of beans. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MissingPoolFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoSuchBeanDefinitionException> {

    private final @Nullable ConfigurableListableBeanFactory beanFactory;

    MissingPoolFailureAnalyzer(BeanFactory beanFactory) {
        this.beanFactory = beanFactory instanceof ConfigurableListableBeanFactory listable ? listable : null;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(
            Throwable rootFailure, NoSuchBeanDefinitionException cause, @Nullable String description) {
        ResolvableType type = cause.getResolvableType();
        if (beanFactory == null || type == null || type.resolve() != ProcessPoolExecutor.class) {
            return null;
        }
        List<String> qualifiers = Stream.of(beanFactory.getBeanNamesForType(ProcessPoolExecutor.class, true, false))
                .map(bean -> qualifier(beanFactory, bean))
                .toList();
        return new FailureAnalysis(
                (description == null ? "Something" : description) + " required a process pool that there is not. "
                        + cause.getMessage() + ". Qualifiers of the pools that there are: "
                        + (qualifiers.isEmpty() ? "none" : String.join(", ", qualifiers)) + ".",
                "Use the qualifier of one that there is, or define the pool with properties under"
                        + " 'process-pool.pools.<name>'. There are no pools at all with 'process-pool.enabled=false'.",
                cause);
    }

    private static String qualifier(ConfigurableListableBeanFactory beanFactory, String bean) {
        if (beanFactory.containsBeanDefinition(bean)
                && beanFactory.getMergedBeanDefinition(bean) instanceof AbstractBeanDefinition definition) {
            AutowireCandidateQualifier qualifier = definition.getQualifier(Qualifier.class.getName());
            if (qualifier != null) {
                return String.valueOf(qualifier.getAttribute(AutowireCandidateQualifier.VALUE_KEY));
            }
        }
        return bean;
    }
}

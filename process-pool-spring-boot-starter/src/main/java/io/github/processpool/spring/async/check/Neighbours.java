package io.github.processpool.spring.async.check;

import io.github.processpool.spring.async.call.BeanMethods;
import io.github.processpool.spring.async.check.BeanCheck.Subject;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.resilience.annotation.RetryAnnotationBeanPostProcessor;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.config.TaskManagementConfigUtils;

/**
 * Tells once, at the start, of annotations of Spring's beside {@code @ProcessAsync} that do not mean there what their user expects:
 * each of them alone is right, so nothing is refused.
 *
 * <p><b>Thread safety:</b> used by the thread that starts the context.
 */
public final class Neighbours {

    private static final Logger log = LoggerFactory.getLogger(Neighbours.class);

    /** A message is acknowledged when such a method returns, or when the future that it returns is done. */
    private static final List<String> LISTENERS = List.of(
            "org.springframework.amqp.rabbit.annotation.RabbitListener",
            "org.springframework.amqp.rabbit.annotation.RabbitHandler",
            "org.springframework.kafka.annotation.KafkaListener",
            "org.springframework.kafka.annotation.KafkaHandler",
            "org.springframework.jms.annotation.JmsListener",
            "io.awspring.cloud.sqs.annotation.SqsListener");

    private final ConfigurableListableBeanFactory beans;

    public Neighbours(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    /** Looks at beans of which nothing is wrong. */
    public void tellOf(Collection<Subject> subjects) {
        if (beans.containsBean(TaskManagementConfigUtils.SCHEDULED_ANNOTATION_PROCESSOR_BEAN_NAME)) {
            tell(
                    "The delay of @Scheduled(fixedDelay) begins when a call is submitted, not when its task has ended, so tasks of"
                            + " slow methods pile up: {}. Let them return a Mono<Void>, which @Scheduled waits for",
                    subjects,
                    Neighbours::isDelayed);
        }
        if (isRetried()) {
            tell(
                    "@Retryable does not retry what is declared to return a CompletionStage: {}. Let it return a CompletableFuture",
                    subjects,
                    Neighbours::isRetriedStage);
        }
        if (beans.containsBean(TaskManagementConfigUtils.ASYNC_ANNOTATION_PROCESSOR_BEAN_NAME)) {
            tell(
                    "@Async beside @ProcessAsync moves the work to another thread of the worker, where no timeout ends it, and the"
                            + " task of a void method has ended before it begins: {}. Remove @Async",
                    subjects,
                    method -> find(method, Async.class) != null);
        }
        tell(
                "A void listener has its message acknowledged when the call is submitted, not when its task has ended, so what a"
                        + " process had when it dies is lost: {}. Return CompletableFuture<Void>, as a method with @RabbitListener"
                        + " or @SqsListener may, or let the listener be a method of another bean that waits for the call",
                subjects,
                Neighbours::isListener);
    }

    private static void tell(String words, Collection<Subject> subjects, Predicate<Method> isMeant) {
        List<String> methods = subjects.stream()
                .flatMap(bean -> bean.methods().keySet().stream()
                        .filter(isMeant)
                        .map(method -> BeanMethods.taskName(method, bean.type())))
                .distinct()
                .sorted()
                .toList();
        if (!methods.isEmpty()) {
            log.warn(words, String.join(", ", methods));
        }
    }

    private static boolean isListener(Method method) {
        MergedAnnotations present = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
        return method.getReturnType() == void.class && LISTENERS.stream().anyMatch(present::isPresent);
    }

    private static boolean isDelayed(Method method) {
        return returnsAtOnce(method.getReturnType())
                && AnnotatedElementUtils.getMergedRepeatableAnnotations(method, Scheduled.class).stream()
                        .anyMatch(scheduled -> scheduled.fixedDelay() >= 0
                                || !scheduled.fixedDelayString().isEmpty());
    }

    private static boolean returnsAtOnce(Class<?> returned) {
        return returned == void.class
                || Future.class.isAssignableFrom(returned)
                || CompletionStage.class.isAssignableFrom(returned);
    }

    /** Spring takes such a result for a reactive one, which could be had once more; where there is no Reactor it does not. */
    private boolean isRetried() {
        return ReactiveAdapterRegistry.getSharedInstance().getAdapter(CompletionStage.class) != null
                && beans.getBeanNamesForType(RetryAnnotationBeanPostProcessor.class, true, false).length > 0;
    }

    private static boolean isRetriedStage(Method method) {
        Class<?> returned = method.getReturnType();
        return CompletionStage.class.isAssignableFrom(returned)
                && !Future.class.isAssignableFrom(returned)
                && find(method, Retryable.class) != null;
    }

    private static <A extends Annotation> @Nullable A find(Method method, Class<A> type) {
        A own = AnnotatedElementUtils.findMergedAnnotation(method, type);
        return own != null ? own : AnnotatedElementUtils.findMergedAnnotation(method.getDeclaringClass(), type);
    }
}

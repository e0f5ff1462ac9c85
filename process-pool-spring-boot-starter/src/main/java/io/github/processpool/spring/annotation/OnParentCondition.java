package io.github.processpool.spring.annotation;

import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** See {@link ConditionalOnProcessPoolParent}. */
final class OnParentCondition extends SpringBootCondition {

    private final OnWorkerCondition worker = new OnWorkerCondition();

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConditionOutcome inWorker = worker.getMatchOutcome(context, metadata);
        return new ConditionOutcome(!inWorker.isMatch(), inWorker.getConditionMessage());
    }
}

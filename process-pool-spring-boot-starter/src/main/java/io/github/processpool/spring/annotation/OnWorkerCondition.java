package io.github.processpool.spring.annotation;

import io.github.processpool.spring.WorkerProcess;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** See {@link ConditionalOnProcessPoolWorker}. */
final class OnWorkerCondition extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        boolean worker = WorkerProcess.isWorker();
        return new ConditionOutcome(
                worker, "this process is " + (worker ? "a worker" : "no worker") + " of a process pool");
    }
}

package io.github.processpool.servers.jobs;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.FailureHandler.ExponentialBackoffFailureHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler.MaxRetriesFailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;

@Configuration
class InvoiceJobs {

    static final TaskDescriptor<String> INVOICE = TaskDescriptor.of("invoice", String.class);

    @Bean
    Task<String> invoice(Invoices invoices, @Value("${invoices.retry-after}") Duration retryAfter) {
        return Tasks.oneTime(INVOICE)
                .onFailure(new MaxRetriesFailureHandler<>(3, new ExponentialBackoffFailureHandler<>(retryAfter)))
                .execute((job, context) -> invoices.print(job.getData()).join());
    }

    @Bean
    ApplicationListener<ContextClosedEvent> takesNoJobsWhenItStops(Scheduler scheduler) {
        return closed -> scheduler.pause();
    }
}

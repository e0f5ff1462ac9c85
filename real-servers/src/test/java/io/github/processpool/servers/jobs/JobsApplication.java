package io.github.processpool.servers.jobs;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.boot.autoconfigure.DbSchedulerAutoConfiguration;
import io.github.processpool.servers.work.Printer;
import io.github.processpool.spring.autoconfigure.ProcessAsyncAutoConfiguration;
import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The application of the page, without what else is on the class path here. */
@Configuration(proxyBeanMethods = false)
@Import({Orders.class, Invoices.class, InvoiceJobs.class, Printer.class, JobsApplication.Start.class})
@ImportAutoConfiguration({
    ProcessPoolAutoConfiguration.class,
    ProcessAsyncAutoConfiguration.class,
    DataSourceAutoConfiguration.class,
    DataSourceTransactionManagerAutoConfiguration.class,
    JdbcTemplateAutoConfiguration.class,
    TransactionAutoConfiguration.class,
    DbSchedulerAutoConfiguration.class
})
class JobsApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(JobsApplication.class, arguments);
    }

    /** Looks, when all beans are made, whether jobs are taken already. */
    static final class Start implements SmartInitializingSingleton {

        private final ObjectProvider<Scheduler> scheduler;
        boolean tookJobs;

        Start(ObjectProvider<Scheduler> scheduler) {
            this.scheduler = scheduler;
        }

        @Override
        public void afterSingletonsInstantiated() {
            tookJobs = scheduler.getObject().getSchedulerState().isStarted();
        }
    }
}

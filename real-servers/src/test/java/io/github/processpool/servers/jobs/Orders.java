package io.github.processpool.servers.jobs;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import java.time.Instant;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
class Orders {

    private final JdbcTemplate jdbc;
    private final SchedulerClient jobs;

    Orders(JdbcTemplate jdbc, SchedulerClient jobs) {
        this.jdbc = jdbc;
        this.jobs = jobs;
    }

    @Transactional
    public void place(String order) {
        jdbc.update("insert into orders (number) values (?)", order);
        jobs.scheduleIfNotExists(InvoiceJobs.INVOICE.instance(order).data(order).scheduledTo(Instant.now()));
    }
}

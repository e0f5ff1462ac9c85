package io.github.processpool.servers.queue;

import io.github.processpool.servers.work.Printer;
import io.github.processpool.spring.autoconfigure.ProcessAsyncAutoConfiguration;
import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The application of the page, without what else is on the class path here. */
@Configuration(proxyBeanMethods = false)
@Import({Invoices.class, OrderQueues.class, Printer.class})
@ImportAutoConfiguration({
    ProcessPoolAutoConfiguration.class,
    ProcessAsyncAutoConfiguration.class,
    RabbitAutoConfiguration.class
})
class OrdersApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(OrdersApplication.class, arguments);
    }
}

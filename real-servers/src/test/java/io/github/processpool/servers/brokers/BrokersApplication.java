package io.github.processpool.servers.brokers;

import io.github.processpool.spring.autoconfigure.ProcessAsyncAutoConfiguration;
import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** An application that talks to all kinds of brokers: to those that are there. */
@Configuration(proxyBeanMethods = false)
@Import({RedisBeans.class, RabbitBeans.class, KafkaBeans.class, JmsBeans.class})
@ImportAutoConfiguration({ProcessPoolAutoConfiguration.class, ProcessAsyncAutoConfiguration.class})
class BrokersApplication {

    static final String[] ARGUMENTS = {
        "--spring.main.web-application-type=none",
        "--process-pool.max-workers=1",
        "--process-pool.start-timeout=3m",
        "--spring.artemis.mode=embedded",
        "--spring.kafka.producer.transaction-id-prefix=shop-",
        "--spring.kafka.consumer.group-id=shop",
        "--spring.kafka.consumer.auto-offset-reset=earliest",
        "--spring.kafka.consumer.isolation-level=read_committed"
    };

    /** What the listeners of this process have heard. */
    static final class Heard {

        final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    }

    @Bean
    Heard heard() {
        return new Heard();
    }

    static String signed(String text) {
        return text + " from " + ProcessHandle.current().pid();
    }
}

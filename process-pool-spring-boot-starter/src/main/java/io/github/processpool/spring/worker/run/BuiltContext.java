package io.github.processpool.spring.worker.run;

import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * What was built in a worker.
 *
 * @param context whose beans are called
 * @param ancestors what was built before it on the way, oldest first
 */
public record BuiltContext(ConfigurableApplicationContext context, List<ConfigurableApplicationContext> ancestors) {

    public void close() {
        context.close();
        for (int i = ancestors.size() - 1; i >= 0; i--) {
            ancestors.get(i).close();
        }
    }
}

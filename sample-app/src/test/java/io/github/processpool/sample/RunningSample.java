package io.github.processpool.sample;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The real application with real workers, behind its first round, on a port of its own. For one thread. */
public final class RunningSample extends SampleClient {

    private final ConfigurableApplicationContext context;

    private RunningSample(ConfigurableApplicationContext context) {
        super(((WebServerApplicationContext) context).getWebServer().getPort());
        this.context = context;
    }

    /** Starts it, on a free port if 0 is given, and waits for the first round to end. */
    public static RunningSample start(Path workDirectory, int port, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--server.port=" + port);
        all.add("--sample.work-directory=" + workDirectory);
        return new RunningSample(SpringApplication.run(SampleApplication.class, all.toArray(String[]::new)));
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }
}

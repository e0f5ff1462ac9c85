package io.github.processpool.spring.launch;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.WorkerBeans;
import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Deployed by {@link WarContainer}: has a bean called in a worker when it starts, and prints what that says. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration(ProcessPoolAutoConfiguration.class)
public class WarApplication {

    /** Its name as the application has it. */
    @Bean
    String place(Environment environment) {
        return environment.getProperty("war.path") + " in another process: "
                + !environment
                        .getProperty("war.pid", "")
                        .equals("" + ProcessHandle.current().pid());
    }

    /** Begins and ends with the application. */
    public static final class Deployment implements ServletContextListener {

        private @Nullable ConfigurableApplicationContext context;

        @Override
        public void contextInitialized(ServletContextEvent event) {
            SpringApplication application = new SpringApplication(WarApplication.class);
            application.setWebApplicationType(WebApplicationType.NONE);
            application.setRegisterShutdownHook(false);
            application.setDefaultProperties(Map.of(
                    "war.path",
                    event.getServletContext().getContextPath(),
                    "war.pid",
                    ProcessHandle.current().pid()));
            ConfigurableApplicationContext started = application.run();
            context = started;
            try {
                System.out.println("RESULT "
                        + started.getBean(ProcessPoolExecutor.class)
                                .submit(() -> (String) WorkerBeans.bean("place"))
                                .get());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void contextDestroyed(ServletContextEvent event) {
            if (context != null) {
                context.close();
            }
        }
    }
}

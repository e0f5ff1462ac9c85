package io.github.processpool.spring.worker;

import io.github.processpool.spring.autoconfigure.ProcessAsyncAutoConfiguration;
import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import jakarta.annotation.PostConstruct;
import java.security.Provider;
import java.security.Security;
import java.util.Locale;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.test.context.DynamicPropertyRegistrar;
import org.springframework.test.context.support.DynamicPropertyRegistrarBeanInitializer;

/** An application that starts a server of its own, tells its address by a bean and a property, and sets up its process in code. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ProcessPoolAutoConfiguration.class, ProcessAsyncAutoConfiguration.class})
class ValuesApplication {

    static final String PROVIDER = "OfTheApplication";

    @PostConstruct
    void setUpTheProcess() {
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
        Locale.setDefault(Locale.forLanguageTag("de-CH"));
        Security.addProvider(new Own());
    }

    @SuppressWarnings("serial")
    static final class Own extends Provider {

        Own() {
            super(PROVIDER, "1", "");
        }
    }

    /** Has another address each time that it is started. */
    static final class Server {

        private static final AtomicInteger STARTED = new AtomicInteger();

        final String address = "server-" + ProcessHandle.current().pid() + "-" + STARTED.incrementAndGet();
    }

    interface ServerDetails extends ConnectionDetails {

        String getAddress();
    }

    @Bean
    Server server() {
        return new Server();
    }

    @Bean
    ServerDetails serverDetails(Server server) {
        return () -> server.address;
    }

    @Bean
    static DynamicPropertyRegistrarBeanInitializer registrars() {
        return new DynamicPropertyRegistrarBeanInitializer();
    }

    @Bean
    DynamicPropertyRegistrar registrar(Server server) {
        return registry -> registry.add("server.address.told", () -> server.address);
    }

    @Bean
    StaticHolder holder() {
        return new StaticHolder();
    }

    /** For code that is no bean. */
    static final class StaticHolder implements ApplicationContextAware {

        private static @Nullable ApplicationContext context;

        @Override
        public void setApplicationContext(ApplicationContext given) {
            context = given;
        }

        static boolean isFilled() {
            return context != null;
        }
    }

    @Bean
    @Lazy
    Client client(ServerDetails details, Environment environment) {
        return new Client(details, environment);
    }

    /** Called in a worker. */
    static final class Client {

        private final ServerDetails details;
        private final Environment environment;

        Client(ServerDetails details, Environment environment) {
            this.details = details;
            this.environment = environment;
        }

        String address() {
            return details.getAddress();
        }

        @Nullable
        String property(String name) {
            return environment.getProperty(name);
        }

        String zone() {
            return TimeZone.getDefault().getID() + " " + Locale.getDefault().toLanguageTag();
        }

        boolean hasProvider() {
            return Security.getProvider(PROVIDER) != null;
        }

        boolean isHolderFilled() {
            return StaticHolder.isFilled();
        }

        int startedServers() {
            return Server.STARTED.get();
        }
    }
}

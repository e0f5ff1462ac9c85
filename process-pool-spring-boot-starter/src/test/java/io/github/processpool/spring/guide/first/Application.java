package io.github.processpool.spring.guide.first;

import io.github.processpool.ProcessPoolExecutor;
import java.util.concurrent.ExecutionException;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class Application {

    public static void main(String[] args) {
        SpringApplication.run(Application.class, args);
    }

    @Bean
    ApplicationRunner first(Greeter greeter, ProcessPoolExecutor pool) {
        return args -> {
            System.out.println(greeter.greet("you").get());
            try {
                pool.submit(() -> System.exit(3)).get(); // or kill -9, a crash in native code, an exhausted heap
            } catch (ExecutionException e) {
                System.out.println(e.getCause().getMessage());
            }
            System.out.println(greeter.greet("again").get());
        };
    }
}

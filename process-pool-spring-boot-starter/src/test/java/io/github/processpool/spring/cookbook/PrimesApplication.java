package io.github.processpool.spring.cookbook;

import io.github.processpool.spring.annotation.ProcessAsync;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.stereotype.Service;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Counts primes, which takes a processor and no thread of the web server. */
@SpringBootApplication
public class PrimesApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(PrimesApplication.class, arguments);
    }

    @RestController
    static class PrimesController {

        private final Primes primes;

        PrimesController(Primes primes) {
            this.primes = primes;
        }

        @GetMapping("/primes/{limit}")
        CompletableFuture<Long> count(@PathVariable int limit) {
            return primes.count(limit);
        }
    }

    @Service
    static class Primes {

        @ProcessAsync(timeout = "20s", queueTimeout = "5s")
        public CompletableFuture<Long> count(int limit) {
            return CompletableFuture.completedFuture(IntStream.range(2, limit)
                    .filter(number -> IntStream.rangeClosed(2, (int) Math.sqrt(number))
                            .noneMatch(divisor -> number % divisor == 0))
                    .count());
        }
    }
}

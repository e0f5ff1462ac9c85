package io.github.processpool.servers.brokers;

import io.github.processpool.spring.annotation.ProcessAsync;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;

/** What is done with Redis. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("test.redis.port")
@EnableCaching
@ImportAutoConfiguration({DataRedisAutoConfiguration.class, CacheAutoConfiguration.class})
class RedisBeans {

    static final String PORT = "redis.port.known.to.the.application";

    /** The only one who knows the port in the end. */
    @Bean
    DataRedisConnectionDetails redis() {
        int port = Integer.getInteger(PORT);
        return new DataRedisConnectionDetails() {

            @Override
            public Standalone getStandalone() {
                return Standalone.of("127.0.0.1", port);
            }
        };
    }

    @Bean
    Notes notes(StringRedisTemplate redis) {
        return new Notes(redis);
    }

    static class Notes {

        private final StringRedisTemplate redis;

        Notes(StringRedisTemplate redis) {
            this.redis = redis;
        }

        /** Reads one and writes another. */
        @ProcessAsync
        public CompletableFuture<@Nullable String> exchange(String read, String written) {
            @Nullable String text = redis.opsForValue().get(read);
            redis.opsForValue().set(written, BrokersApplication.signed("written"));
            return CompletableFuture.completedFuture(text);
        }

        @ProcessAsync
        @Cacheable("signatures")
        public CompletableFuture<String> signature(String text) {
            return CompletableFuture.completedFuture(BrokersApplication.signed(text));
        }

        /** In the server, with a connection in use. */
        @ProcessAsync
        public CompletableFuture<@Nullable String> await(String list) {
            redis.opsForValue().set(list + ".awaited", ProcessHandle.current().pid() + "");
            return CompletableFuture.completedFuture(redis.opsForList().leftPop(list, Duration.ofSeconds(50)));
        }
    }
}

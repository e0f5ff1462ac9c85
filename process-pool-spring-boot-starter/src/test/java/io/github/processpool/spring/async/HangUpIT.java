package io.github.processpool.spring.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;
import static org.springframework.web.reactive.function.server.RouterFunctions.toHttpHandler;

import io.github.processpool.TaskTimeoutException;
import io.github.processpool.spring.NoWorkerIsLeft;
import io.github.processpool.spring.annotation.ProcessAsync;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.AsyncRequestTimeoutException;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Clients that hang up while a worker works for them: raw sockets, a real Tomcat, a real Netty, one worker. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class HangUpIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** How requests ended that no client waited for any more. */
    private static final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    private static ServletWebServerApplicationContext context;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        context = (ServletWebServerApplicationContext) SpringApplication.run(
                Application.class,
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--spring.mvc.async.request-timeout=2s",
                "--process-pool.max-workers=1",
                "--process-pool.start-timeout=2m",
                "--process-pool.grace-period=1m");
    }

    @AfterAll
    static void stop() {
        context.close();
        NoWorkerIsLeft.awaitEnd();
    }

    @BeforeEach
    void forget() {
        ends.clear();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({Work.class, Pages.class})
    static class Application {}

    /** Ends when it is interrupted, and leaves a file then. */
    static class Work {

        @ProcessAsync(timeout = "10m")
        public Mono<String> mono(String folder) throws IOException {
            return Mono.just(work(folder));
        }

        @ProcessAsync(timeout = "10m")
        public CompletableFuture<String> future(String folder) throws IOException {
            return CompletableFuture.completedFuture(work(folder));
        }

        @ProcessAsync(timeout = "10m")
        public Flux<String> flux(String folder) {
            return Flux.concat(Flux.just("first"), Mono.fromCallable(() -> work(folder)));
        }

        @ProcessAsync(timeout = "2s")
        public String value(String folder) throws IOException {
            return work(folder);
        }

        private static String work(String folder) throws IOException {
            Files.createFile(Path.of(folder, "begun"));
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Files.createFile(Path.of(folder, "interrupted"));
            }
            return "";
        }
    }

    @RestController
    static class Pages {

        private final Work work;

        Pages(Work work) {
            this.work = work;
        }

        @GetMapping("/value")
        String value(@RequestParam String folder) throws IOException {
            return work.value(folder);
        }

        @GetMapping("/mono")
        Mono<String> mono(@RequestParam String folder) throws IOException {
            return work.mono(folder);
        }

        @GetMapping("/deferred")
        DeferredResult<String> deferred(@RequestParam String folder) throws IOException {
            CompletableFuture<String> task = work.future(folder);
            DeferredResult<String> result = new DeferredResult<>(2000L);
            result.onTimeout(() -> {
                ends.add("timeout of the DeferredResult");
                task.cancel(true);
            });
            task.whenComplete((value, failure) -> result.setResult(failure == null ? value : "none"));
            return result;
        }

        // [events]
        @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
        Flux<ServerSentEvent<String>> events(@RequestParam String folder) {
            Flux<ServerSentEvent<String>> alive = Flux.interval(Duration.ofMillis(100))
                    .onBackpressureDrop()
                    .map(tick ->
                            ServerSentEvent.<String>builder().comment("alive").build());
            return work.flux(folder)
                    .map(text -> ServerSentEvent.builder(text).build())
                    .publish(events -> events.mergeWith(alive.takeUntilOther(events.ignoreElements())));
        }
        // [end]

        @ExceptionHandler
        void timeout(TaskTimeoutException e) {
            ends.add("timeout of the task");
        }

        @ExceptionHandler
        void timeout(AsyncRequestTimeoutException e) {
            ends.add("timeout of the request");
        }
    }

    /** The heartbeat can't be written any more, which cancels the subscription. */
    @Test
    void streamOfMvcEndsTheWorkWhenNothingCanBeWrittenAnyMore() throws Exception {
        try (Client client = new Client("/events")) {
            client.awaitLine("data:first");
            awaitFile("begun");
        }

        awaitFile("interrupted");
    }

    @Test
    void monoOfNettyEndsTheWorkAtOnce() throws Exception {
        Work work = context.getBean(Work.class);
        DisposableServer netty = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(new ReactorHttpHandlerAdapter(toHttpHandler(route().GET("/mono", request -> {
                            try {
                                return ServerResponse.ok()
                                        .body(
                                                work.mono(request.queryParam("folder")
                                                        .orElseThrow()),
                                                String.class);
                            } catch (IOException e) {
                                return Mono.error(e);
                            }
                        })
                        .build())))
                .bindNow();
        try (Client client = new Client(netty.port(), "/mono")) {
            awaitFile("begun");
            client.close();

            awaitFile("interrupted");
        } finally {
            netty.disposeNow();
        }
    }

    /** Tomcat does not read from a connection whose request is asynchronous, so it does not see that. */
    @Test
    void monoOfMvcEndsTheWorkAtTheTimeoutOfTheRequest() throws Exception {
        try (Client client = new Client("/mono")) {
            awaitFile("begun");
        }

        awaitFile("interrupted");
        assertThat(ends.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("timeout of the request");
    }

    @Test
    void deferredResultEndsTheWorkAtItsTimeout() throws Exception {
        try (Client client = new Client("/deferred")) {
            awaitFile("begun");
        }

        awaitFile("interrupted");
        assertThat(ends).first().isEqualTo("timeout of the DeferredResult");
    }

    @Test
    void callThatWaitsEndsAtTheTimeoutOfTheTask() throws Exception {
        try (Client client = new Client("/value")) {
            awaitFile("begun");
        }

        awaitFile("interrupted");
        assertThat(ends.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("timeout of the task");
    }

    private void awaitFile(String name) {
        await(name).atMost(LIMIT).until(() -> Files.exists(folder.resolve(name)));
    }

    /** Asks for a page, and is gone at once when it is closed. */
    private final class Client implements AutoCloseable {

        private final Socket socket;

        Client(String page) throws IOException {
            this(context.getWebServer().getPort(), page);
        }

        Client(int port, String page) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.getOutputStream()
                    .write(("GET " + page + "?folder=" + folder + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
        }

        void awaitLine(String wanted) throws IOException {
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String line = reader.readLine();
            while (line != null && !line.equals(wanted)) {
                line = reader.readLine();
            }
            assertThat(line).isEqualTo(wanted);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}

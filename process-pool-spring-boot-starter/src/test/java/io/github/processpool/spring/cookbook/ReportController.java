package io.github.processpool.spring.cookbook;

import io.github.processpool.ProcessFuture;
import io.github.processpool.Progress;
import java.time.Duration;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Tells a browser how far its report is, and then the report. */
@RestController
class ReportController {

    private final Reports reports;

    ReportController(Reports reports) {
        this.reports = reports;
    }

    @GetMapping(path = "/reports/{pages}", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<String>> write(@PathVariable int pages) {
        ProcessFuture<String> report = reports.write(pages);
        Mono<ServerSentEvent<String>> end = Mono.fromFuture(report)
                .map(text -> event("report", text))
                .onErrorResume(failure -> Mono.just(event("failed", String.valueOf(failure.getMessage()))));
        return Flux.interval(Duration.ZERO, Duration.ofMillis(250))
                .onBackpressureDrop()
                .takeWhile(tick -> !report.isDone())
                .mapNotNull(tick -> report.progress().map(Progress::message).orElse(null))
                .distinctUntilChanged()
                .map(message -> event("progress", message))
                .concatWith(end)
                .doOnCancel(() -> report.cancel(true)); // the browser has gone: so does the work
    }

    private static ServerSentEvent<String> event(String name, String text) {
        return ServerSentEvent.builder(text).event(name).build();
    }
}

package io.github.processpool.sample.live;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The state of everything, once or as a stream of server-sent events. */
@RestController
@RequestMapping("/api")
class LiveController {

    private final StateSource source;
    private final LiveStream stream;

    LiveController(StateSource source, LiveStream stream) {
        this.source = source;
        this.stream = stream;
    }

    @GetMapping("/state")
    LiveState state() {
        return source.now();
    }

    @GetMapping("/pool")
    PoolView pool() {
        return source.now().pool();
    }

    @GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter live() {
        return stream.watch();
    }
}

package io.github.processpool.sample.live;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Notes what would have gone to a browser; the browser may be gone. For one thread. */
final class RecordingEmitter extends SseEmitter {

    final List<String> sent = new ArrayList<>();
    boolean gone;
    boolean ended;

    @Override
    public void send(SseEventBuilder builder) throws IOException {
        if (gone) {
            throw new IOException("Broken pipe");
        }
        sent.add(builder.build().stream()
                .map(ResponseBodyEmitter.DataWithMediaType::getData)
                .map(String::valueOf)
                .collect(Collectors.joining()));
    }

    @Override
    public void complete() {
        ended = true;
    }

    @Override
    public void completeWithError(Throwable failure) {
        ended = true;
    }
}

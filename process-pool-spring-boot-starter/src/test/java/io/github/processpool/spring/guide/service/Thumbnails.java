package io.github.processpool.spring.guide.service;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskOptions;
import java.time.Duration;
import org.springframework.stereotype.Service;

@Service
class Thumbnails {

    private final ProcessPoolExecutor pool;

    Thumbnails(ProcessPoolExecutor pool) {
        this.pool = pool;
    }

    byte[] render(byte[] pdf) throws Exception {
        return pool.with(TaskOptions.builder().timeout(Duration.ofSeconds(20)).build())
                .submit(Renderer::firstPage, pdf) // a static method: nothing of this bean is sent
                .get();
    }
}

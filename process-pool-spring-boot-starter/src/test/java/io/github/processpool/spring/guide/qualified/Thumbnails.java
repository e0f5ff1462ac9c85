package io.github.processpool.spring.guide.qualified;

import io.github.processpool.ProcessPoolExecutor;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Service;

/** Has a pool of its own. */
@Service
class Thumbnails {

    private final ProcessPoolExecutor pool;

    Thumbnails(@Qualifier("pdf") ProcessPoolExecutor pool) {
        this.pool = pool;
    }

    String poolName() {
        return pool.snapshot().name();
    }
}

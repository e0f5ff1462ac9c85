package io.github.processpool.spring.guide.async;

import java.util.concurrent.atomic.AtomicInteger;

/** How often a request may call. */
final class Quota {

    static final AtomicInteger taken = new AtomicInteger();

    private Quota() {}

    static Quota ofCurrentRequest() {
        return new Quota();
    }

    void take() {
        taken.incrementAndGet();
    }
}

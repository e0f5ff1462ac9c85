package io.github.processpool.spring.async.result;

import org.springframework.util.ClassUtils;
import reactor.core.scheduler.Schedulers;

/** Knows threads that must not wait, as Reactor does, which may be absent: then there are none. Stateless. */
public final class WaitingThreads {

    private static final boolean PRESENT =
            ClassUtils.isPresent("reactor.core.scheduler.Schedulers", WaitingThreads.class.getClassLoader());

    private WaitingThreads() {}

    /** Whether {@code Mono.block()} would be refused on this thread. */
    public static boolean isForbidden() {
        return PRESENT && Schedulers.isInNonBlockingThread();
    }
}

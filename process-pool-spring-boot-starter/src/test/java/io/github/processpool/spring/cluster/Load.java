package io.github.processpool.spring.cluster;

import io.github.processpool.PoolShutdownException;
import io.github.processpool.ProcessFuture;
import io.github.processpool.spring.NoWorkerIsLeft;
import io.github.processpool.spring.cluster.SharedApplication.Reports;
import io.github.processpool.spring.cluster.SharedApplication.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Calls a bean from a thread of its own, a few times at once, until that is enough or its pool takes no more. */
final class Load {

    private static final int AT_ONCE = 4;

    private final Reports reports;
    private final Thread thread = new Thread(this::run, "load");
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger elsewhere = new AtomicInteger();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private volatile boolean enough;

    Load(Reports reports) {
        this.reports = reports;
    }

    void begin() {
        thread.start();
    }

    private void run() {
        boolean open = true;
        while (open && !enough) {
            List<ProcessFuture<Seen>> some = new ArrayList<>();
            try {
                while (some.size() < AT_ONCE) {
                    some.add(reports.look());
                }
            } catch (PoolShutdownException e) {
                open = false;
            } catch (RuntimeException e) {
                failures.add(String.valueOf(e));
                open = false;
            }
            some.forEach(this::await);
        }
    }

    private void await(ProcessFuture<Seen> call) {
        try {
            call.get(NoWorkerIsLeft.LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            failures.add(String.valueOf(e));
        }
        elsewhere.addAndGet(call.member().isPresent() ? 1 : 0);
        calls.incrementAndGet();
    }

    /** How many calls have ended. */
    int calls() {
        return calls.get();
    }

    /** How many of them have run in a worker of another member. */
    int elsewhere() {
        return elsewhere.get();
    }

    /** Ends, after the pool when the context is closed, and returns what has failed. */
    List<String> end() throws InterruptedException {
        enough = true;
        thread.join();
        if (calls.get() > 0) {
            System.out.println("load: " + calls + " calls, " + elsewhere + " elsewhere, failures " + failures);
        }
        return failures;
    }
}

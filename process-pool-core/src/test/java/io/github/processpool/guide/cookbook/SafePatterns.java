package io.github.processpool.guide.cookbook;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;

/** Regular expressions that somebody else has written. */
class SafePatterns {

    private static final TaskOptions LIMIT = TaskOptions.builder()
            .timeout(Duration.ofSeconds(2))
            .gracePeriod(Duration.ZERO) // a Matcher does not look at interrupts
            .build();

    static boolean matches(ProcessPoolExecutor pool, String regex, String text)
            throws ExecutionException, InterruptedException {
        return pool.with(LIMIT).submit(Pattern::matches, regex, text).get();
    }

    static String verdict(ProcessPoolExecutor pool, String regex, String text) throws InterruptedException {
        try {
            return matches(pool, regex, text) ? "matches" : "does not match";
        } catch (ExecutionException e) {
            return e.getCause() instanceof TaskTimeoutException ? "takes too long" : "failed: " + e.getCause();
        }
    }
}

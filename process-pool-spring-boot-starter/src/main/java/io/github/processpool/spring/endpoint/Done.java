package io.github.processpool.spring.endpoint;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What a write operation has done, or begun.
 *
 * @param pool the pool
 * @param pid the worker; absent if it was about the whole pool
 * @param result in words
 * @param file what was written; absent if nothing was
 * @param bytes its size; absent while it is not complete
 */
public record Done(
        String pool,
        @Nullable Long pid,
        String result,
        @Nullable String file,
        @Nullable Long bytes) implements OperationResponseBody {

    static Done toPool(String pool, String result) {
        return new Done(pool, null, result, null, null);
    }

    static Done toWorker(String pool, long pid, String result) {
        return new Done(pool, pid, result, null, null);
    }
}

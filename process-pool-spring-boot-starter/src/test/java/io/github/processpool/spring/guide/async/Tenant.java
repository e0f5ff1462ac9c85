package io.github.processpool.spring.guide.async;

import org.jspecify.annotations.Nullable;

/** Whose request it is. */
final class Tenant {

    private static final ThreadLocal<@Nullable String> CURRENT = new ThreadLocal<>();

    private Tenant() {}

    static @Nullable String current() {
        return CURRENT.get();
    }

    static void set(String tenant) {
        CURRENT.set(tenant);
    }

    static void clear() {
        CURRENT.remove();
    }
}

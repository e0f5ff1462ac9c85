package io.github.processpool.spring.worker.name;

import java.util.Locale;

/** Names of properties, which may be spelled in several ways. Stateless. */
public final class PropertyNames {

    private PropertyNames() {}

    /** One spelling for all, that of environment variables included. */
    public static String uniform(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '.').replace("-", "");
    }
}

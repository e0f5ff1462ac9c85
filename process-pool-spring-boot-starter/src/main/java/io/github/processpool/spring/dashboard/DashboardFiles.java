package io.github.processpool.spring.dashboard;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.MimeType;

/**
 * The files of the page, which lie beside this class; there are no others. The page itself is asked for without the ending of its file:
 * Spring MVC tells browsers to save what has one under another name.
 *
 * <p>Stateless.
 */
final class DashboardFiles {

    static final String PAGE = "dashboard";

    private static final MimeType SCRIPT = MimeType.valueOf("text/javascript;charset=UTF-8");

    private static final Map<String, MimeType> TYPES = Map.of(
            PAGE,
            MimeType.valueOf("text/html;charset=UTF-8"),
            "dashboard.css",
            MimeType.valueOf("text/css;charset=UTF-8"),
            "dashboard.svg",
            MimeType.valueOf("image/svg+xml"),
            "dashboard.js",
            SCRIPT,
            "dom.js",
            SCRIPT,
            "act.js",
            SCRIPT,
            "line.js",
            SCRIPT,
            "pool.js",
            SCRIPT,
            "tables.js",
            SCRIPT,
            "worker.js",
            SCRIPT);

    private DashboardFiles() {}

    static @Nullable WebEndpointResponse<Object> find(String name) {
        MimeType type = TYPES.get(name);
        return type == null
                ? null
                : new WebEndpointResponse<>(
                        new ClassPathResource(name.equals(PAGE) ? PAGE + ".html" : name, DashboardFiles.class), type);
    }
}

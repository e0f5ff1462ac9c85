package io.github.processpool.spring.settings;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** How values of properties are written: an example of a right one for each, and the spelling of one that was bound. Stateless. */
public final class RightValues {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TENTH = Duration.ofMillis(100);

    /** By the last part of the name; {@code %s} is the property. */
    private static final Map<String, String> EXAMPLES = Map.ofEntries(
            Map.entry("name", "%s=renderers"),
            Map.entry("mode", "%s=in-process"),
            Map.entry("min-workers", "%s=2"),
            Map.entry("max-workers", "%s=4"),
            Map.entry("idle-timeout", "%s=60s"),
            Map.entry("queue-capacity", "%s=10000"),
            Map.entry("max-queued-bytes", "%s=64MB"),
            Map.entry("when-full", "%s=block"),
            Map.entry("max-tasks-per-worker", "%s=500"),
            Map.entry("quarantine-after", "%s=3"),
            Map.entry("spare-workers", "%s=1"),
            Map.entry("max-worker-age", "%s=6h"),
            Map.entry("max-worker-memory", "%s=1GB"),
            Map.entry("worker-heap", "%s=256MB"),
            Map.entry(
                    "jvm-arguments",
                    "%1$s=-Xss4m,-Dname=value; an argument with a comma in it is an element of a list:"
                            + " %1$s[0]=-agentlib:jdwp=transport=dt_socket,server=y"),
            Map.entry(
                    "agents",
                    "%1$s=/opt/agent.jar=option; options with a comma in them are an element of a list: %1$s[0]=/opt/agent.jar=a,b"),
            Map.entry("environment", "%s.LANG=C"),
            Map.entry("working-directory", "%s=/var/lib/app"),
            Map.entry("java-executable", "%s=/usr/lib/jvm/java-21/bin/java"),
            Map.entry("class-path", "%s=/app/classes,/app/app.jar,/app/lib/*"),
            Map.entry("command-prefix", "%s=nice,-n,10"),
            Map.entry("start-timeout", "%s=30s"),
            Map.entry("heartbeat-timeout", "%s=30s"),
            Map.entry("grace-period", "%s=1s"),
            Map.entry("stop-timeout", "%s=5s"),
            Map.entry("max-payload", "%s=256MB"),
            Map.entry("parameter-filter", "%s=com.example.**;java.base/*;!*"),
            Map.entry("result-filter", "%s=com.example.**;java.base/*;!*"),
            Map.entry("shutdown-timeout", "%s=20s"),
            Map.entry("register-mbean", "%s=true"),
            Map.entry("enabled", "%s=false"),
            Map.entry("nested-pools", "%s=true"),
            Map.entry("warm-up", "%s=true"),
            Map.entry("start", "%s=messageListener"),
            Map.entry("default-pool", "%s=true"),
            Map.entry("bind-address", "%s=10.1.2.3"),
            Map.entry("port", "%s=7800"),
            Map.entry("discovery", "%s=jdbc"),
            Map.entry("members", "%s=host1:7800,host2:7800"),
            Map.entry("dns-query", "%s=app.default.svc.cluster.local"),
            Map.entry("bundle", "%s=cluster"),
            Map.entry("role", "%s=both"),
            Map.entry("failure-timeout", "%s=20s"),
            Map.entry("on-submitter-loss", "%s=stop"),
            Map.entry("build", "%s=app-7"),
            Map.entry("insecure", "%s=true"),
            Map.entry("require-members", "%s=2"),
            Map.entry("folder", "%s=/var/cache/app"),
            Map.entry("pools", "%s.pdf.max-workers=2"),
            Map.entry("properties", "%s.spring.datasource.hikari.maximum-pool-size=1"));

    /** A number without a unit below this was meant in seconds: as milliseconds it makes no sense. */
    private static final Map<String, Duration> LEAST_MILLISECONDS = Map.of(
            "idle-timeout", SECOND,
            "max-worker-age", Duration.ofSeconds(10),
            "start-timeout", SECOND,
            "heartbeat-timeout", Duration.ofMillis(500),
            "grace-period", TENTH,
            "stop-timeout", TENTH,
            "shutdown-timeout", SECOND);

    private RightValues() {}

    /** Returns a line that could stand in a file of properties; null if there is none for such a property. */
    public static @Nullable String example(String property) {
        String example = EXAMPLES.get(property.substring(property.lastIndexOf('.') + 1));
        return example == null ? null : example.formatted(property);
    }

    /** Returns what is wrong with a duration that lacks its unit; null if nothing is. */
    static @Nullable String missingUnit(String key, Duration value, @Nullable String text) {
        String number = text == null ? "" : text.trim();
        if (!number.matches("\\+?\\d+")
                || value.isZero()
                || value.compareTo(LEAST_MILLISECONDS.getOrDefault(key, Duration.ZERO)) >= 0) {
            return null;
        }
        return "a number without a unit counts milliseconds, which can't be meant; write '" + number
                + "s' for seconds, or '" + number + "ms'";
    }

    /** Returns a value as a user would write it. Those of an environment may be secrets. */
    static String text(Object value) {
        if (value instanceof Duration duration) {
            return text(duration);
        } else if (value instanceof DataSize size) {
            return text(size);
        } else if (value instanceof Map<?, ?> map) {
            return map.keySet().toString();
        }
        return value instanceof Collection<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                : value.toString();
    }

    private static String text(Duration duration) {
        if (duration.getNano() % 1_000_000 != 0) {
            return duration.toNanos() + "ns";
        } else if (duration.getNano() != 0) {
            return duration.toMillis() + "ms";
        }
        long seconds = duration.getSeconds();
        return seconds % TimeUnit.HOURS.toSeconds(1) == 0 && seconds != 0
                ? seconds / TimeUnit.HOURS.toSeconds(1) + "h"
                : seconds % 60 == 0 && seconds != 0 ? seconds / 60 + "m" : seconds + "s";
    }

    private static String text(DataSize size) {
        long bytes = size.toBytes();
        for (String unit : new String[] {"B", "KB", "MB", "GB"}) {
            if (bytes == 0 || bytes % 1024 != 0 || unit.equals("GB")) {
                return bytes + unit;
            }
            bytes /= 1024;
        }
        return size.toString();
    }
}

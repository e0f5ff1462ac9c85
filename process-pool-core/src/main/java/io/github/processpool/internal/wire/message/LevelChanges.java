package io.github.processpool.internal.wire.message;

import java.util.LinkedHashMap;
import java.util.Map;

/** How levels of loggers differ, as {@link Message.LogLevels} say it and workers apply it. Stateless. */
public final class LevelChanges {

    private LevelChanges() {}

    /**
     * Returns the levels to set for loggers that were as before to become as after.
     *
     * @param before the level of each logger that had one of its own
     * @param after the same, later
     * @return the level of each logger that is to change; an empty text for one that has none any more
     */
    public static Map<String, String> between(Map<String, String> before, Map<String, String> after) {
        Map<String, String> changes = new LinkedHashMap<>();
        before.forEach((logger, level) -> {
            if (!after.containsKey(logger)) {
                changes.put(logger, "");
            }
        });
        after.forEach((logger, level) -> {
            if (!level.equals(before.get(logger))) {
                changes.put(logger, level);
            }
        });
        return changes;
    }
}

package io.github.processpool.internal.parent.log;

import io.github.processpool.internal.parent.log.level.LevelSource;
import io.github.processpool.internal.parent.pool.PoolLoggers;
import io.github.processpool.internal.wire.message.Message.LogLevels;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** The level of the root logger, which is all that SLF4J alone can tell of levels. Stateless. */
final class RootThreshold implements LevelSource {

    @Override
    public Map<String, String> levels() {
        Logger root = PoolLoggers.named(Logger.ROOT_LOGGER_NAME);
        String level = "OFF";
        for (Level candidate : Level.values()) { // From ERROR to TRACE.
            if (root.isEnabledForLevel(candidate)) {
                level = candidate.name();
            }
        }
        return Map.of(LogLevels.ROOT, level);
    }

    @Override
    public void onChange(Runnable listener) {
        // It can't tell.
    }
}

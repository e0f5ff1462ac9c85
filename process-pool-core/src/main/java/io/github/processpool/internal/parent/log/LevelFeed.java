package io.github.processpool.internal.parent.log;

import io.github.processpool.internal.parent.log.level.LevelSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Tells the pools of this JVM from which levels on its loggers want to hear, and when that changes. There is one, because a
 * listener of a logging framework can't always be removed again.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class LevelFeed {

    private static final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** Always the same one, which the framework is told again and again. */
    private static final Runnable TELLING = () -> listeners.forEach(Runnable::run);

    private LevelFeed() {}

    /** Asked for with every start of a worker, so this is where the framework is told again whom to tell; first, to miss nothing. */
    static Map<String, String> levels() {
        LevelSource source = LoggingFramework.inUse().levels();
        source.onChange(TELLING);
        return source.levels();
    }

    /** The listener must be quick, and must not log. */
    static void join(Runnable listener) {
        levels();
        listeners.add(listener);
    }

    static void leave(Runnable listener) {
        listeners.remove(listener);
    }
}

package io.github.processpool.internal.parent.log.level;

import java.util.Map;

/**
 * The levels of this JVM's loggers, as its logging framework has them.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public interface LevelSource {

    /**
     * Returns the level of each logger that has one of its own.
     *
     * @return one of SLF4J's levels, or {@code OFF} or {@code ALL}, by the name of the logger; that of the root is {@code ROOT}
     */
    Map<String, String> levels();

    /**
     * Lets somebody hear of changes. To be called again and again, with the same listener: a framework that is stopped and started
     * again may have dropped it.
     *
     * @param listener called once for a change, on the thread that has made it; has to be quick
     */
    void onChange(Runnable listener);
}

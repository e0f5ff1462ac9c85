package io.github.processpool.internal.parent.pool;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Steps that are taken one after the other, again and again: one that throws keeps no other from its turn, be it in want of memory or
 * by a bug that comes each time. It knows nothing of what they do.
 *
 * <p><b>Thread safety:</b> immutable; the steps run on the thread that asks for it.
 */
public final class Round implements Runnable {

    private final Runnable[] steps;

    /** Of these, in this order. */
    public Round(Runnable... steps) {
        this.steps = steps;
    }

    /** Takes all steps; throws after that what was thrown first. It allocates nothing. */
    @Override
    public void run() {
        Throwable first = null;
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (RuntimeException | Error e) {
                first = first == null ? e : first;
            }
        }
        throwIfAny(first);
    }

    /** Does something with each of these in turn; throws after that what was thrown first. */
    public static <T> void each(List<? extends T> things, Consumer<? super T> action) {
        Throwable first = null;
        for (T thing : things) {
            try {
                action.accept(thing);
            } catch (RuntimeException | Error e) {
                first = first == null ? e : first;
            }
        }
        throwIfAny(first);
    }

    /** Throws what was caught, if anything was. */
    public static void throwIfAny(@Nullable Throwable problem) {
        if (problem instanceof Error error) {
            throw error;
        } else if (problem instanceof RuntimeException exception) {
            throw exception;
        }
    }
}

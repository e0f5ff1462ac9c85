package io.github.processpool.cluster.internal.session;

import io.github.processpool.internal.federation.Federation.Stretch;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one thread does at a stretch because it came at a stretch: the messages of one packet, or the answers that a worker has sent one
 * after the other. What follows from each of them and is the same for all, such as waking the thread that sends, is put off here and done
 * once, at the end of the stretch.
 *
 * <p><b>Thread safety:</b> any thread; each has stretches of its own.
 */
public final class Together implements Stretch {

    private static final Stretch NOTHING_TO_DO = () -> {};
    /** Null: the thread is in no stretch. */
    private static final ThreadLocal<@Nullable Together> CURRENT = new ThreadLocal<>();

    /** In the order in which they were put off first. */
    private final Set<Runnable> putOff = new LinkedHashSet<>();

    private Together() {}

    /**
     * Begins a stretch of the current thread. One that begins within another belongs to that. Throws nothing: where there is no memory,
     * nothing is put off.
     *
     * @return to be closed by the same thread
     */
    public static Stretch begin() {
        try {
            if (CURRENT.get() != null) {
                return NOTHING_TO_DO;
            }
            Together stretch = new Together();
            CURRENT.set(stretch);
            return stretch;
        } catch (VirtualMachineError e) {
            CURRENT.remove(); // Nobody would close it.
            return NOTHING_TO_DO;
        }
    }

    /** Does what was put off. */
    @Override
    public void close() {
        try {
            while (!putOff.isEmpty()) {
                Runnable next = putOff.iterator().next();
                putOff.remove(next);
                next.run(); // May put something off.
            }
        } finally {
            CURRENT.remove();
            putOff.forEach(Runnable::run); // An error has come between.
        }
    }

    /**
     * Puts an action off to the end of the stretch that the current thread is in; once, however often it is put off.
     *
     * @param action always the same object for the same action; throws nothing but errors of the virtual machine
     * @return false if it is for the caller to do now
     */
    public static boolean putOff(Runnable action) {
        Together stretch = CURRENT.get();
        if (stretch == null) {
            return false;
        }
        try {
            stretch.putOff.add(action);
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        }
    }
}

package io.github.processpool.spring.worker.values;

import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;

/**
 * Who this process is among those of an application: the application itself, or a worker of a pool in a slot. Known to all properties
 * as placeholders, for what must be different in each process.
 *
 * <p><b>Thread safety:</b> any thread; set once, when a worker starts.
 */
public final class ProcessIdentity {

    /** Of the property source with the placeholders. */
    public static final String SOURCE = "processPoolProcess";

    private static final String POOL = "worker-process.pool";
    private static final String SLOT = "worker-process.slot";
    private static final String PID = "worker-process.pid";

    /** Volatile: set by the worker's first thread, read by any. */
    private static volatile ProcessIdentity ofThisProcess = new ProcessIdentity("application", () -> 0);

    private final String pool;
    private final IntSupplier slot;

    private ProcessIdentity(String pool, IntSupplier slot) {
        this.pool = pool;
        this.slot = slot;
    }

    /** This process is a worker of that pool. Its slot is asked for when it is needed: a spare worker has none at first. */
    public static void becomeWorker(String pool, IntSupplier slot) {
        ofThisProcess = new ProcessIdentity(pool, slot);
    }

    /** Returns what no other process has at the same time, and the next worker in this place has again. */
    static String name() {
        return ofThisProcess.pool + "-" + slot();
    }

    private static String slot() {
        int slot = ofThisProcess.slot.getAsInt();
        return slot < 0 ? "spare" + pid() : String.valueOf(slot);
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    /** Makes the placeholders known; any other source may say something else. */
    public static void addTo(ConfigurableEnvironment environment) {
        if (!environment.getPropertySources().contains(SOURCE)) {
            environment.getPropertySources().addLast(new Placeholders());
        }
    }

    private static final class Placeholders extends EnumerablePropertySource<Object> {

        Placeholders() {
            super(SOURCE, new Object());
        }

        @Override
        public String[] getPropertyNames() {
            return new String[] {POOL, SLOT, PID};
        }

        @Override
        public @Nullable Object getProperty(String name) {
            return switch (name) {
                case POOL -> ofThisProcess.pool;
                case SLOT -> slot();
                case PID -> String.valueOf(pid());
                default -> null;
            };
        }
    }
}

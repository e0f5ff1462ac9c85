package io.github.processpool.internal.parent;

import io.github.processpool.ProcessPoolMXBean;
import io.github.processpool.internal.parent.pool.PoolLoggers;
import java.lang.management.ManagementFactory;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * The place of a pool in the platform's MBean server: takes it for a {@link ManagedPool} when a pool is opened, and gives it up when
 * the pool has ended. Whatever is wrong with that costs the pool nothing but a warning.
 *
 * <p>It has no logger before it needs one: most pools have no MBean, and are not to load the classes of JMX.
 *
 * <p><b>Thread safety:</b> made by the thread that opens the pool, closed by the one that ends it; immutable.
 */
final class MBeanRegistration {

    private static final String NAME = "io.github.processpool:type=ProcessPool,name=";

    /** Null if there is no place: another pool has it, or there is no server. */
    private final @Nullable ObjectName name;

    private MBeanRegistration(@Nullable ObjectName name) {
        this.name = name;
    }

    /** Names of pools need no quotes, which the builder sees to. */
    static MBeanRegistration of(String poolName, ProcessPoolMXBean bean) {
        try {
            ObjectName name = new ObjectName(NAME + poolName);
            ManagementFactory.getPlatformMBeanServer().registerMBean(bean, name);
            return new MBeanRegistration(name);
        } catch (JMException | RuntimeException | Error e) { // The pool is open, and its owner does not have it yet.
            warn("Process pool '" + poolName + "' has no MBean: " + e);
            return new MBeanRegistration(null);
        }
    }

    /** May be called twice. */
    void close() {
        ObjectName given = name;
        if (given == null) {
            return;
        }
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(given);
        } catch (InstanceNotFoundException e) {
            // Somebody else has taken it away.
        } catch (JMException | RuntimeException e) {
            warn("The MBean " + given + " can't be taken away: " + e);
        }
    }

    private static void warn(String words) {
        PoolLoggers.of(MBeanRegistration.class).warn("{}", words);
    }
}

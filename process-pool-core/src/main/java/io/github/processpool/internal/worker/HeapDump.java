package io.github.processpool.internal.worker;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/**
 * Writes the live objects of this process into a file. A class of its own, because not every JVM has what it uses, and because no
 * worker is to load that before its parent asks. Stateless.
 */
final class HeapDump {

    private HeapDump() {}

    static void write(String file) throws IOException {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(file, true);
    }
}

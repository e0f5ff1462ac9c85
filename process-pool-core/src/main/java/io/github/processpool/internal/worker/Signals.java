package io.github.processpool.internal.worker;

import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Makes requests to end a no-op: a terminal's Ctrl-C, or a service manager's TERM, reaches parent and workers alike, and the
 * parent wants to drain first. A handler that does nothing, rather than ignoring the signal: that would be inherited by
 * processes that tasks start. The class is there in every HotSpot JDK but in no specification; a proxy in place of the handler
 * would be a tenth of the start of a worker.
 */
@SuppressWarnings("sunapi")
final class Signals {

    private Signals() {}

    static void ignoreRequestsToEnd() {
        for (String name : new String[] {"INT", "HUP", "TERM"}) {
            try {
                Nothing.handle(name);
            } catch (RuntimeException | LinkageError e) {
                // There is none on this platform, or it is reserved (-Xrs): the signal ends the worker then, as it
                // always did.
            }
        }
    }

    /** A class of its own, which is linked where somebody has to be prepared for its failure. */
    private static final class Nothing implements SignalHandler {

        static void handle(String name) {
            Signal.handle(new Signal(name), new Nothing());
        }

        @Override
        public void handle(Signal signal) {
            // The parent decides about the end.
        }
    }
}

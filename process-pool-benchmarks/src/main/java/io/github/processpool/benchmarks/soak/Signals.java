package io.github.processpool.benchmarks.soak;

import java.io.IOException;

/** Signals that Java itself has no name for, sent by the shell. */
final class Signals {

    private Signals() {}

    static void send(String signal, long pid) throws IOException, InterruptedException {
        start(signal, pid).waitFor();
    }

    /** Does not wait until it is sent. */
    static Process start(String signal, long pid) throws IOException {
        return new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}

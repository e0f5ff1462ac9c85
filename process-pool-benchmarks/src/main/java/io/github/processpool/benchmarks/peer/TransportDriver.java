package io.github.processpool.benchmarks.peer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The engine of the cluster alone, as the lower limit of what goes over it. */
public final class TransportDriver implements Contestant {

    private static final byte[] LITTLE = new byte[100];

    private @Nullable OtherJvm other;
    private @Nullable Echo echo;

    private TransportDriver() {}

    public static void main(String[] args) throws Exception {
        new DriverLoop(new TransportDriver()).run();
    }

    @Override
    public void open() throws Exception {
        int port = OtherJvm.freePort();
        int otherPort = OtherJvm.freePort();
        OtherJvm started = OtherJvm.start("transport", String.valueOf(otherPort), String.valueOf(port), "0");
        other = started;
        echo = Echo.join(Members.transport(port, otherPort));
        started.awaitReady();
    }

    @Override
    public void roundTrip() throws Exception {
        echo(LITTLE);
    }

    @Override
    public void tinyTasks(int count) {
        throw new UnsupportedOperationException("There are no tasks");
    }

    @Override
    public byte[] echo(byte[] payload) throws Exception {
        if (echo == null) {
            throw new IllegalStateException("Not opened");
        }
        return echo.ask(payload);
    }

    @Override
    public long otherMember() {
        if (other == null) {
            throw new IllegalStateException("Not opened");
        }
        return other.pid();
    }

    @Override
    public void close() throws IOException {
        if (echo != null) {
            echo.close();
        }
        if (other != null) {
            other.close();
        }
    }
}

package io.github.processpool.internal.worker;

import io.github.processpool.internal.system.CustomZone;
import io.github.processpool.internal.wire.message.ExitCodes;
import io.github.processpool.internal.wire.message.Introduction;
import io.github.processpool.internal.wire.message.MessageChannel;
import io.github.processpool.internal.wire.message.OutputMark;
import io.github.processpool.internal.wire.message.Side;
import io.github.processpool.internal.wire.page.Scoreboard;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * The main class of a worker process: learns from its standard input where the parent is, connects, and hands over to the
 * {@link WorkerLoop}.
 */
public final class WorkerMain {

    private WorkerMain() {}

    /**
     * Runs the worker until its parent ends it, or is gone.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        try {
            CustomZone.install();
            FirstToGo.ofAll();
            Introduction introduction = Introduction.readFrom(System.in);
            Signals.ignoreRequestsToEnd();
            WorkerLog.prepare();
            WorkerOutput output = WorkerOutput.install(new OutputMark(introduction.mark()));
            Lifeline lifeline = new Lifeline(
                    introduction.parentPid(), folderOf(introduction.socket()), folderOf(introduction.scoreboard()));
            lifeline.guard();
            Scoreboard scoreboard = Scoreboard.open(Path.of(introduction.scoreboard()));
            MessageChannel channel = new MessageChannel(connect(introduction), introduction.maxPayload(), Side.WORKER);
            Habitat habitat = new ProcessHabitat(lifeline, output);
            new WorkerLoop(channel, scoreboard, habitat, introduction).start();
        } catch (IOException e) {
            System.err.println("This process is a worker of a process pool and can't reach its parent: " + e);
            Runtime.getRuntime().halt(ExitCodes.NO_PARENT);
        }
    }

    private static Path folderOf(String file) {
        return Path.of(file).resolveSibling(".").normalize();
    }

    /** Connects to the parent and shows the token. */
    static SocketChannel connect(Introduction introduction) throws IOException {
        SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            socket.connect(UnixDomainSocketAddress.of(introduction.socket()));
            ByteBuffer token = ByteBuffer.wrap(introduction.token());
            while (token.hasRemaining()) {
                socket.write(token);
            }
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close(); // The JVM of a worker on threads goes on.
            throw e;
        }
    }
}

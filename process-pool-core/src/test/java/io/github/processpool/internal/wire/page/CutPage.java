package io.github.processpool.internal.wire.page;

import java.io.RandomAccessFile;
import java.nio.file.Path;

/** A program that plays a parent whose page is cut short by one who has opened it in time, and who does not close it. */
public final class CutPage {

    private static final int ROUNDS = 20_000;

    private CutPage() {}

    /**
     * Prints whether the loss was noticed, or that an error came late.
     *
     * @param arguments the file of the page
     * @throws Exception ends this process
     */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        Scoreboard parent = Scoreboard.create(file);
        try (RandomAccessFile worker = new RandomAccessFile(file.toFile(), "rw")) {
            parent.seal();
            String before = use(parent);
            worker.setLength(0);
            System.out.println(before + ", then " + use(parent) + ", lost " + parent.isLost());
        }
    }

    /** Everything that a parent does with a page, as often as it takes to be compiled. */
    private static String use(Scoreboard board) {
        try {
            for (long ticket = 1; ticket <= ROUNDS; ticket++) {
                board.offer(ticket);
                board.hasNotBegun(ticket);
                board.revoke(ticket);
                board.condemn(ticket);
                board.chunk().cut(ticket, 0);
                board.chunk().elementsBegun(ticket);
                board.progress().read(ticket);
                board.vitals().heartbeatNanos();
                board.vitals().announceBeginnings(true);
            }
            return "well";
        } catch (InternalError e) {
            return "an error that came late";
        }
    }
}

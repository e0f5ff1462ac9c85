package app.shared;

import io.github.processpool.ProcessPoolExecutor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Shares a board with a worker. */
public final class Notes {

    private Notes() {}

    /** Returns what was pinned to the board in both processes. */
    public static List<String> of(ProcessPoolExecutor pool) throws Exception {
        List<String> notes = new CopyOnWriteArrayList<>();
        Board board = pool.share(Board.class, notes::add);
        pool.submit(() -> board.pin("by the worker")).get();
        board.pin("by the parent");
        return notes;
    }
}

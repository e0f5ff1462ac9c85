package io.github.processpool.internal.wire.page;

import io.github.processpool.WorkerContext;
import java.lang.reflect.Field;

/** Writes onto a worker's page what no honest worker would. Stateless. */
public final class ForgedPage {

    private ForgedPage() {}

    /** In a task: returns the page of its worker, which it has no business with. */
    public static Scoreboard ofThisWorker() throws ReflectiveOperationException {
        return (Scoreboard) valueIn(valueIn(WorkerContext.current(), "board"), "scoreboard");
    }

    private static Object valueIn(Object owner, String field) throws ReflectiveOperationException {
        Field found = owner.getClass().getDeclaredField(field);
        found.setAccessible(true);
        return found.get(owner);
    }

    /** Writes zeros over everything. */
    public static void empty(Scoreboard board) {
        for (int offset = 0; offset < 4096; offset += Long.BYTES) {
            board.page().set(offset, 0);
        }
    }

    /** Puts another ticket, in any state, into the entry of a ticket. */
    public static void entry(Scoreboard board, long of, long ticket, long state) {
        board.page().set(offset(of), ticket << 3 | state);
    }

    /** Says of all sendings that they began at some time. */
    public static void beginnings(Scoreboard board, long nanos) {
        for (long ticket = 0; ticket < Scoreboard.ENTRIES; ticket++) {
            board.page().set(offset(ticket) + Long.BYTES, nanos);
        }
    }

    /** Says of a chunk that so many elements have begun. */
    public static void elements(Scoreboard board, long ticket, int begun) {
        board.page().set(1152, ticket << 25 | begun);
    }

    private static int offset(long ticket) {
        return 64 + (int) (ticket % Scoreboard.ENTRIES) * 16;
    }
}

package io.github.processpool.testing;

import io.github.processpool.internal.federation.AwayTask;
import io.github.processpool.internal.federation.FederatedPool;
import io.github.processpool.internal.federation.Federation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Other members of a cluster as a test plays them: have as much room as it says, and note what a pool sends and says.
 *
 * <p><b>Thread safety:</b> none; used by the test's thread, or under the lock of the pool.
 */
public final class ScriptedFederation implements Federation {

    /** Which of them takes the next task. */
    public String member = "b";
    /** For how many tasks there is room. */
    public int room;

    public int slots;
    /** Which tasks some member can take. */
    public Predicate<AwayTask> taking = task -> true;
    /** Runs before a task is taken, as if memory were short. */
    public Runnable beforeSend = () -> {};

    public final List<AwayTask> sent = new ArrayList<>();
    /** Whether another member has given room than the one that has all tasks. */
    public boolean roomBeside;

    public final List<Integer> demands = new ArrayList<>();
    /** All other words of the pool: "cancel 1 true". */
    public final List<String> heard = new ArrayList<>();

    /** Where stretches begin and end; a test may add what happens between. */
    public final List<String> stretches = new ArrayList<>();

    public int roomChanges;
    public @Nullable FederatedPool pool;

    @Override
    public void connect(FederatedPool connected) {
        pool = connected;
    }

    @Override
    public boolean hasRoom() {
        return room > 0;
    }

    @Override
    public @Nullable String send(AwayTask task) {
        beforeSend.run();
        if (room == 0 || !taking.test(task)) {
            return null;
        }
        room--;
        sent.add(task);
        return member;
    }

    /** Returns the last sending. */
    public AwayTask last() {
        return sent.get(sent.size() - 1);
    }

    @Override
    public Stretch together() {
        stretches.add("together");
        return () -> stretches.add("apart");
    }

    @Override
    public int slots() {
        return slots;
    }

    @Override
    public void demand(int waiting) {
        demands.add(waiting);
    }

    @Override
    public void cancel(long ticket, boolean interrupt) {
        heard.add("cancel " + ticket + " " + interrupt);
    }

    @Override
    public boolean recall(long ticket, boolean idle) {
        if (idle || roomBeside) {
            heard.add("recall " + ticket);
        }
        return idle || roomBeside;
    }

    @Override
    public void roomChanged() {
        roomChanges++;
    }

    @Override
    public void closing() {
        heard.add("closing");
    }

    @Override
    public void closed() {
        heard.add("closed");
    }
}

package io.github.processpool.internal.parent.crew;

import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.process.WorkerLink;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a pool from their start to their end; filled and emptied by {@link Hiring}, {@link Succession} and the
 * {@link Crew}. Those that may take a task are in {@link Vacancies}, how many are what is in the {@link Headcount}.
 *
 * <p>It decides nothing about them.
 *
 * <p><b>Thread safety:</b> guarded by the {@link PoolLock}.
 */
final class Roster {

    private final List<WorkerHandle> workers = new ArrayList<>();
    private final List<WorkerHandle> view = Collections.unmodifiableList(workers);
    private final Map<WorkerLink, WorkerHandle> handles = new HashMap<>();
    private final Headcount headcount = new Headcount(view);
    private final Vacancies vacancies = new Vacancies();

    void add(WorkerHandle worker) {
        headcount.onChange();
        handles.put(worker.link(), worker); // Found too early does no harm, not at all would.
        workers.add(worker);
    }

    void remove(WorkerHandle worker) {
        headcount.onChange();
        vacancies.forget(worker);
        workers.remove(worker);
        handles.remove(worker.link());
    }

    /** From time to time: puts right what an error has left half done. */
    void repair() {
        for (WorkerHandle worker : workers) {
            handles.putIfAbsent(worker.link(), worker);
            worker.workload().repair();
            vacancies.update(worker);
        }
        headcount.repair();
        if (handles.size() > workers.size()) {
            handles.values().retainAll(workers);
        }
    }

    /** Returns a view, in the order of their starts. */
    List<WorkerHandle> workers() {
        return view;
    }

    @Nullable
    WorkerHandle find(WorkerLink link) {
        return handles.get(link);
    }

    WorkerHandle handleOf(WorkerLink link) {
        return Objects.requireNonNull(handles.get(link), "the worker has ended");
    }

    /** Returns how many are what. */
    Headcount headcount() {
        return headcount;
    }

    /** Returns those that may take a task. */
    Vacancies vacancies() {
        return vacancies;
    }

    /** One that has stood by is one of the pool's workers now, idle since that time if it is ready. */
    void enlist(WorkerHandle standby, long idleSince) {
        standby.takeOver(idleSince);
        vacancies.update(standby);
    }
}

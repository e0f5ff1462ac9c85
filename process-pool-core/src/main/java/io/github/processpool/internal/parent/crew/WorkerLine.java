package io.github.processpool.internal.parent.crew;

import io.github.processpool.internal.parent.pool.PoolLock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Workers in line, kept for {@link Vacancies}. It leads through the {@link Place}s of the workers, so that nothing is allocated when
 * one comes or goes, and one in the middle goes as fast as any.
 *
 * <p><b>Thread safety:</b> guarded by the {@link PoolLock}. No method of its own calls anything between its first and its last change,
 * so an error finds it whole.
 */
final class WorkerLine {

    private final int number;
    private @Nullable Place first;
    private @Nullable Place last;
    private int size;

    /** The place of one worker, in one line at most. */
    static final class Place {

        private final WorkerHandle worker;
        private @Nullable WorkerLine line;
        private @Nullable Place ahead;
        private @Nullable Place behind;

        Place(WorkerHandle worker) {
            this.worker = worker;
        }

        /** Returns the line that it is in; null if it is in none. */
        @Nullable
        WorkerLine line() {
            return line;
        }
    }

    /** An empty one with a number, which is its owner's business. */
    WorkerLine(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    @Nullable
    WorkerHandle first() {
        return first == null ? null : first.worker;
    }

    boolean isEmpty() {
        return first == null;
    }

    int size() {
        return size;
    }

    /** The place is in no line. */
    void addFirst(Place place) {
        Place next = first;
        place.behind = next;
        place.line = this;
        if (next == null) {
            last = place;
        } else {
            next.ahead = place;
        }
        first = place;
        size++;
    }

    /** The place is in no line. */
    void addLast(Place place) {
        Place before = last;
        place.ahead = before;
        place.line = this;
        if (before == null) {
            first = place;
        } else {
            before.behind = place;
        }
        last = place;
        size++;
    }

    /** The place is in this line. */
    void remove(Place place) {
        Place before = place.ahead;
        Place next = place.behind;
        if (before == null) {
            first = next;
        } else {
            before.behind = next;
        }
        if (next == null) {
            last = before;
        } else {
            next.ahead = before;
        }
        place.line = null;
        place.ahead = null;
        place.behind = null;
        size--;
    }

    /** Does something with each, which may make that one leave the line, and others come to its end. */
    void each(Consumer<WorkerHandle> action) {
        Place end = last;
        for (Place place = first; place != null; ) {
            Place next = place == end ? null : place.behind;
            action.accept(place.worker);
            place = next;
        }
    }

    /** Returns a copy, the last one in front. */
    List<WorkerHandle> lastFirst() {
        List<WorkerHandle> all = new ArrayList<>(size);
        for (Place place = last; place != null; place = place.ahead) {
            all.add(place.worker);
        }
        return all;
    }
}

package io.github.processpool.internal.parent.pool;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TimerThread} has to do, the first in front: a heap in an array in which each entry knows its place, so that one that is
 * taken out is found at once. It runs nothing.
 *
 * <p>Room is made before anything is moved, and moves call nothing that could fail: the line is in order whatever happens.
 *
 * <p><b>Thread safety:</b> none; its owner has a lock.
 */
final class TimerLine {

    private @Nullable Entry[] heap = new Entry[64];
    private int size;

    /** Something to do. */
    abstract static class Entry {

        /** When it is to be done; does not change while it is in line. */
        long due;
        /** Its place in line; negative: it is in none. */
        private int place = -1;

        boolean isInLine() {
            return place >= 0;
        }
    }

    @Nullable
    Entry first() {
        return heap[0];
    }

    int size() {
        return size;
    }

    void add(Entry entry) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        up(size++, entry);
    }

    /** Does nothing if it is not in line. */
    void remove(Entry entry) {
        int hole = entry.place;
        if (hole < 0) {
            return;
        }
        Entry moved = heap[--size];
        heap[size] = null;
        entry.place = -1;
        if (moved != null && moved != entry) {
            down(hole, moved);
            if (moved.place == hole) {
                up(hole, moved);
            }
        }
    }

    void clear() {
        for (int i = 0; i < size; i++) {
            Entry entry = heap[i];
            heap[i] = null;
            if (entry != null) {
                entry.place = -1;
            }
        }
        size = 0;
    }

    private void up(int from, Entry entry) {
        int index = from;
        while (index > 0) {
            Entry parent = heap[(index - 1) / 2];
            if (parent == null || parent.due - entry.due <= 0) {
                break;
            }
            heap[index] = parent;
            parent.place = index;
            index = (index - 1) / 2;
        }
        heap[index] = entry;
        entry.place = index;
    }

    private void down(int from, Entry entry) {
        int index = from;
        while (2 * index + 1 < size) {
            int child = 2 * index + 1;
            Entry smaller = heap[child];
            Entry right = child + 1 < size ? heap[child + 1] : null;
            if (right != null && smaller != null && right.due - smaller.due < 0) {
                smaller = right;
                child++;
            }
            if (smaller == null || entry.due - smaller.due <= 0) {
                break;
            }
            heap[index] = smaller;
            smaller.place = index;
            index = child;
        }
        heap[index] = entry;
        entry.place = index;
    }
}

package io.github.processpool.internal.wire.codec;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Remembers, for the {@link PartWriter}, what is left out of one exception, and tells it in words: objects that are not serializable,
 * wherever they are, and the contents of fields that fail in another way. Used by one thread, for one exception.
 */
final class Omissions {

    /** Looking for the way to an object takes a moment. */
    private static final int MOST_CLASSES = 8;

    private final Map<Object, String> contents = new IdentityHashMap<>();
    private final Set<String> classes = new LinkedHashSet<>();
    private boolean unwritableElement;
    private boolean othersOut;
    private Predicate<Object> thorough = element -> true;

    /** Leaves out an object that is named. */
    void add(Object content, String name) {
        contents.put(content, name);
    }

    /** Whether an object is left out, or stands for an immutable collection, which can't be without an element. */
    boolean contain(Object object) {
        return contents.containsKey(object) || ImmutableElements.isStandIn(object) && !isWhole(object);
    }

    private boolean isWhole(Object standIn) {
        List<Object> elements = ImmutableElements.of(standIn);
        if (elements == null) {
            unwritableElement = true;
            return false;
        }
        for (Object element : elements) {
            if (!(element instanceof Serializable || SentValue.canReplace(element))) {
                addNotSerializable(element.getClass());
                return false;
            }
            if (contain(element) || !thorough.test(element)) {
                return false;
            }
        }
        return true;
    }

    /** Leaves out its cause and suppressed ones before they are asked how they are to be written: that is what fails. */
    void leaveOthersOut() {
        othersOut = true;
    }

    boolean areOthersOut() {
        return othersOut;
    }

    /** Has the elements of immutable collections tried, each by itself. */
    void testElements(Predicate<Object> canCross) {
        thorough = canCross;
    }

    /** Forgets what was found to be not serializable: the exception is written once more. */
    void clear() {
        classes.clear();
        unwritableElement = false;
    }

    void addNotSerializable(Class<?> type) {
        if (classes.size() < MOST_CLASSES) {
            classes.add(type.getName());
        }
    }

    /** Returns one note for each, with the way to it. */
    List<String> notes(Throwable thrown) {
        List<String> notes = new ArrayList<>(contents.values());
        Map<String, String> paths = pathsTo(classes, thrown);
        String root = NotSerializable.className(thrown);
        for (String type : classes) {
            notes.add(paths.getOrDefault(type, "a " + type + " in " + root) + " is not serializable");
        }
        if (unwritableElement) {
            notes.add("an immutable collection in " + NotSerializable.className(thrown)
                    + ", of which an element can't be written");
        }
        return notes;
    }

    private static Map<String, String> pathsTo(Set<String> types, Throwable thrown) {
        CulpritSearch search = new CulpritSearch(types);
        try {
            search.find(NotSerializable.className(thrown), thrown);
        } catch (Throwable e) { // The search calls code of the user's.
            NotSerializable.rethrowIfFatal(e);
        }
        return search.paths();
    }
}

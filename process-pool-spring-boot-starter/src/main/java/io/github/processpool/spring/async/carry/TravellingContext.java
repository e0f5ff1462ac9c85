package io.github.processpool.spring.async.carry;

import io.github.processpool.spring.ContextCarrier;
import io.github.processpool.spring.WorkerBeans;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the {@link ContextCarrier}s took along, by the names of their beans. Made in the parent by {@link ContextCarriers}, used in
 * the worker by {@code BeanCall}. Immutable.
 */
public final class TravellingContext implements Serializable {

    private static final long serialVersionUID = 1L;

    public static final TravellingContext NONE = new TravellingContext(new Serializable[0]);

    private static final ContextCarrier.Scope NOTHING = () -> {};

    /** Before the name of a carrier without which the method must not be called. */
    private static final char REQUIRED = '!';

    /** Names and values in turn: an array is the shortest on the wire. */
    private final Serializable[] captured;

    private TravellingContext(Serializable[] captured) {
        this.captured = captured;
    }

    /** Of names, of which those of required carriers are marked, and values in turn; nobody else has the array. */
    static TravellingContext of(Serializable[] captured) {
        return captured.length == 0 ? NONE : new TravellingContext(captured);
    }

    /** Of what {@link #packed} has made. */
    public static TravellingContext unpacked(String packed) {
        return new TravellingContext(PackedTexts.unpack(packed));
    }

    /** The name of a carrier without which the method must not be called. */
    static String required(String carrier) {
        return REQUIRED + carrier;
    }

    /** All of it as one text; null if it is not made of texts alone, or nothing. */
    public @Nullable String packed() {
        if (isEmpty()) {
            return null;
        }
        StringBuilder packed = new StringBuilder();
        for (Serializable one : captured) {
            if (!PackedTexts.fits(one)) {
                return null;
            }
            PackedTexts.add((String) one, packed);
        }
        return packed.toString();
    }

    public boolean isEmpty() {
        return captured.length == 0;
    }

    /** The same with what one more carrier took along, which is not among them. */
    public TravellingContext withDispensable(String carrier, Serializable value) {
        Serializable[] more = Arrays.copyOf(captured, captured.length + 2, Serializable[].class);
        more[captured.length] = carrier;
        more[captured.length + 1] = value;
        return new TravellingContext(more);
    }

    private boolean isRequired(int index) {
        return ((String) captured[index]).charAt(0) == REQUIRED;
    }

    private String nameAt(int index) {
        String name = (String) captured[index];
        return isRequired(index) ? name.substring(1) : name;
    }

    /** What a carrier took along; null if nothing. */
    @Nullable
    Serializable of(String carrier) {
        for (int i = 0; i < captured.length; i += 2) {
            if (nameAt(i).equals(carrier)) {
                return captured[i + 1];
            }
        }
        return null;
    }

    /** The name of the carrier that took the value along that comes at this place on the wire. */
    public String carrierAt(int place) {
        return nameAt(place - 1);
    }

    /** Restores everything on the current thread; nothing stays restored if a required carrier fails. */
    public ContextCarrier.Scope restore() {
        return restore(name -> (ContextCarrier) WorkerBeans.bean(name));
    }

    /** Restores it with the carriers of this process. */
    ContextCarrier.Scope restore(Function<String, ContextCarrier> carriers) {
        if (isEmpty()) {
            return NOTHING;
        }
        Deque<ContextCarrier.Scope> scopes = new ArrayDeque<>(captured.length / 2 + 1);
        try {
            for (int i = 0; i < captured.length; i += 2) {
                String name = nameAt(i);
                Serializable value = captured[i + 1];
                scopes.push(
                        isRequired(i)
                                ? carriers.apply(name).restore(value)
                                : DispensableScope.open(
                                        name, () -> carriers.apply(name).restore(value)));
            }
        } catch (RuntimeException | Error e) {
            closeAll(scopes, e);
            throw e;
        }
        return new ContextCarrier.Scope() {

            @Override
            public void failed(Throwable failure) {
                for (ContextCarrier.Scope scope : scopes) {
                    try {
                        scope.failed(failure);
                    } catch (RuntimeException e) {
                        failure.addSuppressed(e);
                    }
                }
            }

            @Override
            public void close() {
                closeAll(scopes);
            }
        };
    }

    private static void closeAll(Deque<ContextCarrier.Scope> scopes) {
        RuntimeException failure = null; // Made where it is needed: that takes longer than most carriers do.
        while (!scopes.isEmpty()) {
            try {
                scopes.pop().close();
            } catch (RuntimeException | Error e) { // What is still open must not reach the next task.
                failure = failure == null ? new IllegalStateException("A ContextCarrier failed to clean up") : failure;
                failure.addSuppressed(e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static void closeAll(Deque<ContextCarrier.Scope> scopes, Throwable failure) {
        while (!scopes.isEmpty()) {
            try {
                scopes.pop().close();
            } catch (RuntimeException | Error e) {
                failure.addSuppressed(e);
            }
        }
    }
}

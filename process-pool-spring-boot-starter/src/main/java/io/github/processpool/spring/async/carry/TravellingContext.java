package io.github.processpool.spring.async.carry;

import io.github.processpool.spring.ContextCarrier;
import io.github.processpool.spring.WorkerBeans;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the {@link ContextCarrier}s took along, by the names of their beans. Made in the parent by {@link ContextCarriers}, used in
 * the worker by {@code BeanCall}. Immutable.
 */
public final class TravellingContext implements Serializable {

    private static final long serialVersionUID = 1L;

    public static final TravellingContext NONE = new TravellingContext(Map.of(), List.of());

    private final LinkedHashMap<String, Serializable> captured;
    /** The names of those without which the method must not be called. An array is the shortest on the wire. */
    private final String[] required;

    TravellingContext(Map<String, Serializable> captured, Collection<String> required) {
        this.captured = new LinkedHashMap<>(captured);
        this.required = required.toArray(String[]::new);
    }

    public TravellingContext withDispensable(String carrier, Serializable value) {
        TravellingContext more = new TravellingContext(captured, List.of(required));
        more.captured.put(carrier, value);
        return more;
    }

    /** What a carrier took along; null if nothing. */
    @Nullable
    Serializable of(String carrier) {
        return captured.get(carrier);
    }

    /** The name of the carrier that took the value along that comes at this place. */
    public String carrierAt(int index) {
        return List.copyOf(captured.keySet()).get(index);
    }

    /** Restores everything on the current thread; nothing stays restored if a required carrier fails. */
    public ContextCarrier.Scope restore() {
        return restore(name -> (ContextCarrier) WorkerBeans.bean(name));
    }

    /** Restores it with the carriers of this process. */
    ContextCarrier.Scope restore(Function<String, ContextCarrier> carriers) {
        Set<String> needed = Set.of(required);
        Deque<ContextCarrier.Scope> scopes = new ArrayDeque<>();
        try {
            captured.forEach((name, value) -> scopes.push(
                    needed.contains(name)
                            ? carriers.apply(name).restore(value)
                            : DispensableScope.open(
                                    name, () -> carriers.apply(name).restore(value))));
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
        RuntimeException failure = new IllegalStateException("A ContextCarrier failed to clean up");
        closeAll(scopes, failure);
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    private static void closeAll(Deque<ContextCarrier.Scope> scopes, Throwable failure) {
        while (!scopes.isEmpty()) {
            try {
                scopes.pop().close();
            } catch (RuntimeException | Error e) { // What is still open must not reach the next task.
                failure.addSuppressed(e);
            }
        }
    }
}

package io.github.processpool.spring.async.carry;

import io.github.processpool.spring.ContextCarrier;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;

/**
 * Has the beans of type {@link ContextCarrier} capture what belongs to the calling thread. They are looked up at the first call.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class ContextCarriers {

    /** A carrier, and its name where the method must not be called without it. */
    private record Named(String name, String required, ContextCarrier carrier) {

        Named(String name, ContextCarrier carrier) {
            this(name, TravellingContext.required(name), carrier);
        }
    }

    private static final Logger log = LoggerFactory.getLogger(ContextCarriers.class);

    private final ListableBeanFactory beanFactory;
    /** The names of those that are not required and have failed. */
    private final Set<String> failed = ConcurrentHashMap.newKeySet();
    /** Volatile: published once complete; looked up twice at worst. */
    private volatile @Nullable List<Named> carriers;

    public ContextCarriers(ListableBeanFactory beanFactory) {
        this.beanFactory = beanFactory;
    }

    /**
     * Has everything captured that the current thread has.
     *
     * @param before what was captured before for the same call, where there is nothing now
     */
    public TravellingContext capture(TravellingContext before) {
        List<Named> all = carriers();
        Serializable[] captured = new Serializable[2 * all.size()];
        int used = 0;
        for (Named one : all) {
            boolean isRequired = one.carrier().isRequired();
            Serializable now = isRequired ? one.carrier().capture() : attempt(one);
            Serializable value = now == null ? before.of(one.name()) : now;
            if (value != null) {
                captured[used++] = isRequired ? one.required() : one.name();
                captured[used++] = value;
            }
        }
        return used == 0 ? TravellingContext.NONE : TravellingContext.of(Arrays.copyOf(captured, used));
    }

    /** Restores what was captured on another thread of this process. */
    public ContextCarrier.Scope restore(TravellingContext captured) {
        Map<String, ContextCarrier> known = new LinkedHashMap<>();
        carriers().forEach(one -> known.put(one.name(), one.carrier()));
        return captured.restore(name -> Objects.requireNonNull(known.get(name), name));
    }

    private @Nullable Serializable attempt(Named dispensable) {
        try {
            return dispensable.carrier().capture();
        } catch (RuntimeException | LinkageError e) {
            if (failed.add(dispensable.name())) {
                log.warn(
                        "The ContextCarrier '{}' can't capture what it takes along: calls go on without. This is not said"
                                + " again",
                        dispensable.name(),
                        e);
            }
            return null;
        }
    }

    private List<Named> carriers() {
        List<Named> known = carriers;
        if (known == null) {
            known = beanFactory.getBeansOfType(ContextCarrier.class).entrySet().stream()
                    .map(bean -> new Named(bean.getKey(), bean.getValue()))
                    .sorted(Comparator.comparing(Named::carrier, AnnotationAwareOrderComparator.INSTANCE))
                    .toList();
            carriers = known;
        }
        return known;
    }
}

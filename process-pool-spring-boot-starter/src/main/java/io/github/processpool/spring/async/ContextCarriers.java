package io.github.processpool.spring.async;

import java.io.Serializable;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;

/**
 * Has the beans of type {@link ContextCarrier} capture what belongs to the calling thread. They are looked up at the first call.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class ContextCarriers {

    private record Named(String name, ContextCarrier carrier) {}

    private final ListableBeanFactory beanFactory;
    /** Volatile: published once complete; looked up twice at worst. */
    private volatile @Nullable List<Named> carriers;

    ContextCarriers(ListableBeanFactory beanFactory) {
        this.beanFactory = beanFactory;
    }

    TravellingContext capture() {
        Map<String, Serializable> captured = new LinkedHashMap<>();
        for (Named one : carriers()) {
            Serializable value = one.carrier().capture();
            if (value != null) {
                captured.put(one.name(), value);
            }
        }
        return new TravellingContext(captured);
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

package io.github.processpool.spring.async.carry;

import io.github.processpool.spring.ContextCarrier;
import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Takes the MDC along. What the worker's thread has in it already stays, unless the caller has it too. Stateless. */
public final class MdcCarrier implements ContextCarrier {

    /** Creates the carrier. */
    public MdcCarrier() {}

    @Override
    public @Nullable Serializable capture() {
        Map<String, String> entries = MDC.getCopyOfContextMap();
        return entries == null || entries.isEmpty() ? null : PackedTexts.of(entries);
    }

    @Override
    public boolean isRequired() {
        return false;
    }

    @Override
    public Scope restore(Serializable captured) {
        Map<String, String> before = MDC.getCopyOfContextMap();
        PackedTexts.unpack(captured, MDC::put);
        return () -> {
            if (before == null) {
                MDC.clear();
            } else {
                MDC.setContextMap(before);
            }
        };
    }
}

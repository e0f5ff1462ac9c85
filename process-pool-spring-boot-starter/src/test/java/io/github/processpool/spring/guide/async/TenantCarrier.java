package io.github.processpool.spring.guide.async;

import io.github.processpool.spring.ContextCarrier;
import java.io.Serializable;
import org.springframework.stereotype.Component;

@Component
class TenantCarrier implements ContextCarrier {

    public Serializable capture() {
        return Tenant.current(); // on the calling thread; null: nothing travels
    }

    public Scope restore(Serializable tenant) {
        Tenant.set((String) tenant); // in the worker, around the method
        return Tenant::clear;
    }
}

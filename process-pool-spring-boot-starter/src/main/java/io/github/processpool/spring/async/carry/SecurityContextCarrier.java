package io.github.processpool.spring.async.carry;

import io.github.processpool.spring.ContextCarrier;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Takes the security context along, if somebody is authenticated. The principal and what hangs on it have to be serializable, as
 * they have to be for a session that is stored. Required: a call that can't have it fails. Stateless.
 */
public final class SecurityContextCarrier implements ContextCarrier {

    /** Creates the carrier. */
    public SecurityContextCarrier() {}

    @Override
    public @Nullable Serializable capture() {
        SecurityContext context = SecurityContextHolder.getContext();
        return context.getAuthentication() == null ? null : context;
    }

    @Override
    public Scope restore(Serializable captured) {
        SecurityContext before = SecurityContextHolder.getContext();
        SecurityContextHolder.setContext((SecurityContext) captured);
        return () -> {
            if (before.getAuthentication() == null) {
                SecurityContextHolder.clearContext();
            } else {
                SecurityContextHolder.setContext(before);
            }
        };
    }
}

package org.springframework.cloud.context.scope.refresh;

import org.springframework.context.ApplicationEvent;

/** In the place of Spring Cloud's, which would change each context that a test makes. */
public final class RefreshScopeRefreshedEvent extends ApplicationEvent {

    private static final long serialVersionUID = 1L;

    public RefreshScopeRefreshedEvent(Object source) {
        super(source);
    }
}

package io.github.processpool.spring.guide.qualified;

import org.springframework.stereotype.Service;

/** A bean that a task calls. */
@Service
public class Orders {

    /** How many there are. */
    public long count() {
        return 3;
    }
}

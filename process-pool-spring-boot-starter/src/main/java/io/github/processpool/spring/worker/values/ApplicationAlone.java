package io.github.processpool.spring.worker.values;

import java.util.List;

/** Types of beans that the application has for itself and for its workers. By name, since none of the libraries need be there. */
public final class ApplicationAlone {

    /**
     * Containers and their like, which are started once, and what asks the application's own code for properties: that would start
     * them, too, and the values are there.
     */
    public static final List<String> TYPES = List.of(
            "org.testcontainers.lifecycle.Startable",
            "org.testcontainers.containers.ContainerState",
            "org.springframework.test.context.support.DynamicPropertyRegistrarBeanInitializer");

    private ApplicationAlone() {}
}

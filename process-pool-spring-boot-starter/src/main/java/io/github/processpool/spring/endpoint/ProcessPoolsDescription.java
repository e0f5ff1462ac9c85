package io.github.processpool.spring.endpoint;

import java.util.Map;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * All pools.
 *
 * @param pools by name, in the order of their beans
 */
public record ProcessPoolsDescription(Map<String, PoolDescription> pools) implements OperationResponseBody {}

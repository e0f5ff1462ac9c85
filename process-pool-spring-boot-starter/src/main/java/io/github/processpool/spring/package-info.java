/**
 * The process pool in a Spring Boot application: {@link io.github.processpool.spring.ProcessPools} lists the pools, and
 * {@link io.github.processpool.spring.ProcessPoolExecutorBuilderCustomizer} changes how they are made.
 */
@NullMarked
package io.github.processpool.spring;

import org.jspecify.annotations.NullMarked;

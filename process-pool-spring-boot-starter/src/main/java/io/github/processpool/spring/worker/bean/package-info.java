/**
 * Where a task finds the beans that it calls. Knows nothing of how they are made.
 */
@NullMarked
package io.github.processpool.spring.worker.bean;

import org.jspecify.annotations.NullMarked;

/**
 * What workers do not make of an application, or make when it is asked for.
 */
@NullMarked
package io.github.processpool.spring.worker.leftout;

import org.jspecify.annotations.NullMarked;

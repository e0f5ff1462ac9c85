/**
 * Beans that nobody asks for and that are there for their effect: found in the application, made in its workers before all others.
 */
@NullMarked
package io.github.processpool.spring.worker.effect;

import org.jspecify.annotations.NullMarked;

/**
 * Annotations for the beans of an application that has process pools.
 */
@NullMarked
package io.github.processpool.spring.annotation;

import org.jspecify.annotations.NullMarked;

/**
 * Puts advice around beans of an application that are injected by classes of their own.
 */
@NullMarked
package io.github.processpool.spring.worker.proxy;

import org.jspecify.annotations.NullMarked;

/**
 * Lets Logback log to the parent of this worker. Only here, and in the parent's package of the same name, is Logback used, which
 * is optional.
 */
@NullMarked
package io.github.processpool.internal.worker.logback;

import org.jspecify.annotations.NullMarked;

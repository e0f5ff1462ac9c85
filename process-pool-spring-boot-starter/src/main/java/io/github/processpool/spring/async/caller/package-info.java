/**
 * Who calls an annotated method: the thread, what it has that goes along, and its transaction.
 */
@NullMarked
package io.github.processpool.spring.async.caller;

import org.jspecify.annotations.NullMarked;

/**
 * One call of an annotated method: what is made of it in the parent, and what runs it in the worker.
 */
@NullMarked
package io.github.processpool.spring.async.call;

import org.jspecify.annotations.NullMarked;

/**
 * Which advice of a bean runs where: before a call is submitted, in the caller, or around the method, in the worker.
 */
@NullMarked
package io.github.processpool.spring.async.advice;

import org.jspecify.annotations.NullMarked;

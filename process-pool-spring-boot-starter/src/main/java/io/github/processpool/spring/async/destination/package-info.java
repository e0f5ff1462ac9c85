/**
 * Where a call goes: the method of a bean by name, found in the process that has the bean.
 */
@NullMarked
package io.github.processpool.spring.async.destination;

import org.jspecify.annotations.NullMarked;

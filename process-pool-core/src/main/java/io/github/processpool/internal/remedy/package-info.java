/**
 * What people try to send and can't, and what they can do instead: for failures in words, of tasks and results here, and of methods at
 * the start of an application in the starter.
 */
@NullMarked
package io.github.processpool.internal.remedy;

import org.jspecify.annotations.NullMarked;

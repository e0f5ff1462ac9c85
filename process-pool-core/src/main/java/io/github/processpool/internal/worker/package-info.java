/** The worker's side: receives tasks in the child process, runs them, and sends their ends. */
@NullMarked
package io.github.processpool.internal.worker;

import org.jspecify.annotations.NullMarked;

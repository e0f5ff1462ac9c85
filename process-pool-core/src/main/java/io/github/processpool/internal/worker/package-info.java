/** The worker's side: what runs in the child process. */
@NullMarked
package io.github.processpool.internal.worker;

import org.jspecify.annotations.NullMarked;

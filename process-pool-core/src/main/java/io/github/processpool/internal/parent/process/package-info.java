/**
 * A worker as a process of the operating system, and the way to it: its command, its files, its start, and how it died.
 */
@NullMarked
package io.github.processpool.internal.parent.process;

import org.jspecify.annotations.NullMarked;

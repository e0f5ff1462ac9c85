/** Says of what code a JVM is made, so that a task goes to none that is made of another. */
@NullMarked
package io.github.processpool.cluster.internal.build;

import org.jspecify.annotations.NullMarked;

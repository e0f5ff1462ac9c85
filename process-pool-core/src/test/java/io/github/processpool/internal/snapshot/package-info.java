@NullMarked
package io.github.processpool.internal.snapshot;

import org.jspecify.annotations.NullMarked;

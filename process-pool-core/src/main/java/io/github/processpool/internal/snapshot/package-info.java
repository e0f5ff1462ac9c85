/**
 * What was seen a moment ago, for those who ask for many figures of one thing at once. Meters of pools use it, and the starter's of clusters.
 */
@NullMarked
package io.github.processpool.internal.snapshot;

import org.jspecify.annotations.NullMarked;

/**
 * What members say to each other: the messages, how they are written and read, and how large ones travel in parts. It knows no pool and
 * decides nothing.
 */
@NullMarked
package io.github.processpool.cluster.internal.protocol;

import org.jspecify.annotations.NullMarked;

/** Tasks that other members of a cluster have: who has which, and what is still to be heard of it. */
@NullMarked
package io.github.processpool.internal.parent.away;

import org.jspecify.annotations.NullMarked;

/**
 * Objects and memory of the parent that workers may use: the calls that they make, answered on threads of this JVM.
 */
@NullMarked
package io.github.processpool.internal.parent.sharing;

import org.jspecify.annotations.NullMarked;

/**
 * The folder of the start-up cache: its entries, who may use them, and the contents by which they are known.
 */
@NullMarked
package io.github.processpool.spring.launch.cache;

import org.jspecify.annotations.NullMarked;

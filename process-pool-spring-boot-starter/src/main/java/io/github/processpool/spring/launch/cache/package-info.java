/**
 * The application as it is kept in the start-up cache: in which form it runs, and how its workers start from what was extracted.
 */
@NullMarked
package io.github.processpool.spring.launch.cache;

import org.jspecify.annotations.NullMarked;

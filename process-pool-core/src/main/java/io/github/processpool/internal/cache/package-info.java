/**
 * The folder of the start-up cache: its entries, who may use them, and the contents by which they are known. Its users are the
 * class paths of plain workers and, by a qualified export, the executable jars of the Spring Boot starter.
 */
@NullMarked
package io.github.processpool.internal.cache;

import org.jspecify.annotations.NullMarked;

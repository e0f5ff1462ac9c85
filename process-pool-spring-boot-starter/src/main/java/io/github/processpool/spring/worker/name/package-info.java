/**
 * What is known by its name only: types of libraries that need not be there, properties of beans of such types, and names in words for
 * people.
 */
@NullMarked
package io.github.processpool.spring.worker.name;

import org.jspecify.annotations.NullMarked;

/**
 * Makes beans of process pools, and ties their lives to the application context's. Nothing depends on this package.
 */
@NullMarked
package io.github.processpool.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;

/** Catalog, service and words, on a pool that runs nothing by itself. */
@NullMarked
package io.github.processpool.sample.document;

import org.jspecify.annotations.NullMarked;

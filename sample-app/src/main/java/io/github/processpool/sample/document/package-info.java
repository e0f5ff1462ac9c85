/** The parent's side: which documents there are, what became of them, and how they reach the pool. */
@NullMarked
package io.github.processpool.sample.document;

import org.jspecify.annotations.NullMarked;

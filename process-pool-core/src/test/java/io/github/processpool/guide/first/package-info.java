/** The program of docs/getting-started.md. */
@NullMarked
package io.github.processpool.guide.first;

import org.jspecify.annotations.NullMarked;

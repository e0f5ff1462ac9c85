/** docs/when-to-use.md. */
@NullMarked
package io.github.processpool.spring.guide.executors;

import org.jspecify.annotations.NullMarked;

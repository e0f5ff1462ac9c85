/** docs/process-async.md. */
@NullMarked
package io.github.processpool.spring.guide.async;

import org.jspecify.annotations.NullMarked;

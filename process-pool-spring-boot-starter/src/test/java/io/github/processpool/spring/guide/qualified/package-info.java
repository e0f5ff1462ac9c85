/** docs/lifecycle.md and docs/workers.md. */
@NullMarked
package io.github.processpool.spring.guide.qualified;

import org.jspecify.annotations.NullMarked;

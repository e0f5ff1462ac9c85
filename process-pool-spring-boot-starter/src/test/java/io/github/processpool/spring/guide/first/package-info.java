/** README.md and docs/getting-started-spring.md. */
@NullMarked
package io.github.processpool.spring.guide.first;

import org.jspecify.annotations.NullMarked;

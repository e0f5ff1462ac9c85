/** docs/testing.md. */
@NullMarked
package io.github.processpool.spring.guide.faults;

import org.jspecify.annotations.NullMarked;

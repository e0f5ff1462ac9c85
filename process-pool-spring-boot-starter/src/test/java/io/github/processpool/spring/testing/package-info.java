@NullMarked
package io.github.processpool.spring.testing;

import org.jspecify.annotations.NullMarked;

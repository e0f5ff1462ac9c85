@NullMarked
package io.github.processpool.spring.async;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.github.processpool.spring.logging;

import org.jspecify.annotations.NullMarked;

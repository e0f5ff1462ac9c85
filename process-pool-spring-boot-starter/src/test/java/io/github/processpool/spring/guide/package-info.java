@NullMarked
package io.github.processpool.spring.guide;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.github.processpool.spring.micrometer;

import org.jspecify.annotations.NullMarked;

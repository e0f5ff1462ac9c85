@NullMarked
package io.github.processpool.micrometer;

import org.jspecify.annotations.NullMarked;

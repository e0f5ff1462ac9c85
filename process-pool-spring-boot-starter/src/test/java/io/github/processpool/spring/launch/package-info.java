@NullMarked
package io.github.processpool.spring.launch;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.github.processpool.spring.version;

import org.jspecify.annotations.NullMarked;

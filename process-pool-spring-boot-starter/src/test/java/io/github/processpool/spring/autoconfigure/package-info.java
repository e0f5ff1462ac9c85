@NullMarked
package io.github.processpool.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;

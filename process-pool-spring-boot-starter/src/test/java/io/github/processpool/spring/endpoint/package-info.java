@NullMarked
package io.github.processpool.spring.endpoint;

import org.jspecify.annotations.NullMarked;

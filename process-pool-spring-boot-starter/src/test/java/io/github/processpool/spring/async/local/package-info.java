@NullMarked
package io.github.processpool.spring.async.local;

import org.jspecify.annotations.NullMarked;

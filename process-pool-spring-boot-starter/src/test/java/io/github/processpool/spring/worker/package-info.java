@NullMarked
package io.github.processpool.spring.worker;

import org.jspecify.annotations.NullMarked;

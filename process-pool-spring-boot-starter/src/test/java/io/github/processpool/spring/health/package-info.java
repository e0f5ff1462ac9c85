@NullMarked
package io.github.processpool.spring.health;

import org.jspecify.annotations.NullMarked;

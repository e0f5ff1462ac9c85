@NullMarked
package io.github.processpool.spring;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.github.processpool.spring.worker.tests;

import org.jspecify.annotations.NullMarked;

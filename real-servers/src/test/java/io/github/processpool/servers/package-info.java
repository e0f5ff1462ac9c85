/** Servers of tests: real ones, each started by the test that needs it. */
@NullMarked
package io.github.processpool.servers;

import org.jspecify.annotations.NullMarked;

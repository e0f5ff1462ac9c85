/** What the tests of work from a queue and from a job table share: work that ends when the test says so, and nodes that can be killed. */
@NullMarked
package io.github.processpool.servers.work;

import org.jspecify.annotations.NullMarked;

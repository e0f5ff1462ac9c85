/** Members in JVMs of their own, and what tests let them do. */
@org.jspecify.annotations.NullMarked
package io.github.processpool.cluster.testing;

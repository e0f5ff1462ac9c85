/**
 * The side-by-side run: the same work on this pool, on Python's two and on a raw socket, interleaved and repeated.
 *
 * <pre>
 * Options -&gt; Comparison -&gt; Driver (one process per Peer) -&gt; Samples -&gt; Report, Picture -&gt; PerformancePage
 * </pre>
 */
@NullMarked
package io.github.processpool.benchmarks.sidebyside;

import org.jspecify.annotations.NullMarked;

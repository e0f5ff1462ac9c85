/**
 * What runs in the child processes of a side-by-side run: one driver per peer, told over stdin what to measure.
 *
 * <pre>
 * SideBySide  --- "tiny 50000" ---&gt;  Driver's process: DriverLoop -&gt; Contestant -&gt; the peer's two workers
 *             &lt;-- "ok rate=..." ---
 * </pre>
 *
 * The driver of the Python peers, {@code pool_driver.py}, understands the same commands and does the same work.
 */
@NullMarked
package io.github.processpool.benchmarks.peer;

import org.jspecify.annotations.NullMarked;

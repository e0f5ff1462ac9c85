/**
 * The soak: random work and random harm for a long time, with every outcome checked, and nothing left at the end.
 *
 * <pre>
 * SoakLauncher -- starts, and searches for leftovers afterwards --&gt; SoakRun
 *
 * SoakRun:  Plan -&gt; Submission -&gt; pool -&gt; Judge      (what happened to it is permitted, or a violation)
 *           Harm -&gt; the pool's workers               (kill -9, SIGSTOP, resize)
 *           TaskBody -&gt; RunLog                       (in a worker: who ran, and how often)
 *           Leftovers                                (after the pool has been closed)
 * </pre>
 */
@NullMarked
package io.github.processpool.benchmarks.soak;

import org.jspecify.annotations.NullMarked;

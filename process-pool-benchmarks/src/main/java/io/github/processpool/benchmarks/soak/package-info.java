/**
 * The soak: random work and random harm for a long time, with every outcome checked, and nothing left at the end.
 *
 * <pre>
 * SoakLauncher -- starts, and searches for leftovers afterwards --&gt; SoakRun
 *
 * SoakRun:  Plan -&gt; Submission -&gt; pool -&gt; Judge      (what happened to it is permitted, or a violation)
 *           Harm, Recycling -&gt; the pool's workers    (kill -9, SIGSTOP, resize, recycle)
 *           TaskBody, MapElement -&gt; RunLog           (in a worker: who ran, and how often)
 *           Leftovers                                (after the pool has been closed)
 *
 * SideTraffic -&gt; Traffic, on threads of its own, again and again:
 *           MapRound -&gt; MapPlan -&gt; pool -&gt; MapCheck             (each element in its place, once)
 *           SharingRound -&gt; SharingTasks -&gt; SharingAccount      (what went into a shared queue comes out, once)
 *           BufferRound                                        (what one process has written the other one reads)
 *           Endings                                            (every future ends, and as it may)
 * </pre>
 */
@NullMarked
package io.github.processpool.benchmarks.soak;

import org.jspecify.annotations.NullMarked;

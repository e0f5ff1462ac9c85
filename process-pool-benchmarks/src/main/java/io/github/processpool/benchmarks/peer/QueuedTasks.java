package io.github.processpool.benchmarks.peer;

/**
 * What tiny tasks cost that waited in the queue, all of them at once, before the first began.
 *
 * @param bytesPerTask the heap that each of them takes meanwhile, its future and its boxed number included
 * @param tasksPerSecond how fast they were submitted, run and collected
 */
record QueuedTasks(double bytesPerTask, double tasksPerSecond) {}

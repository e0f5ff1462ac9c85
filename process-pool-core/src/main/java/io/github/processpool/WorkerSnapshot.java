package io.github.processpool;

import java.time.Instant;
import java.util.Optional;

/**
 * One worker process at one moment.
 *
 * @param pid the operating system's number of the process; -1 while the process does not exist yet
 * @param slot a number below the pool's maximum that no two workers share while they run tasks; -1 for a spare worker, which has none
 *     before it takes over
 * @param state where it stands
 * @param currentTask what it runs
 * @param tasksCompleted how many tasks it has finished, failed ones included
 * @param startedAt when its start began
 * @param residentBytes memory that the operating system counts for it now; -1 where that is not known
 * @param heapBytes used heap, as of its last heartbeat; -1 before the first
 */
public record WorkerSnapshot(
        long pid,
        int slot,
        WorkerState state,
        Optional<RunningTask> currentTask,
        long tasksCompleted,
        Instant startedAt,
        long residentBytes,
        long heapBytes) {}

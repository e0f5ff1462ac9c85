package io.github.processpool;

import java.time.Instant;

/**
 * The end of one worker.
 *
 * @param pid the operating system's number that the process had; -1 if there never was a process
 * @param slot its slot; -1 for a spare worker
 * @param reason why it ended
 * @param description the same in words, for people; without the command it was started with, which may hold secrets
 * @param startedAt when its start began
 * @param endedAt when its end was known
 * @param tasksCompleted how many tasks it had finished, failed ones included
 */
public record WorkerExit(
        long pid,
        int slot,
        ExitReason reason,
        String description,
        Instant startedAt,
        Instant endedAt,
        long tasksCompleted) {}

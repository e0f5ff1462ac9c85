package io.github.processpool.internal.worker;

import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Message.SpecialRun;
import org.jspecify.annotations.Nullable;

/**
 * A task on its way from the {@link WorkerLoop} to the {@link TaskRunner}.
 *
 * @param run what is to be run
 * @param dialect what it is read with, and its end written
 * @param special what is known of it besides; null: it is the first attempt of a task of the pool's own
 */
record Errand(Run run, Dialect dialect, @Nullable SpecialRun special) {}

package io.github.processpool.internal.worker;

import io.github.processpool.Progress;
import io.github.processpool.internal.wire.page.Scoreboard;
import java.util.function.Consumer;

/** Takes the progress of one task from its {@link TaskContext}, and writes it on the page. Used by the task's threads. */
record ProgressBoard(Scoreboard scoreboard, long ticket) implements Consumer<Progress> {

    @Override
    public void accept(Progress progress) {
        scoreboard.progress().write(ticket, progress);
    }
}

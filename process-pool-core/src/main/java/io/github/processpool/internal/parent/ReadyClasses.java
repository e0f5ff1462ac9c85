package io.github.processpool.internal.parent;

import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.page.Scoreboard;
import java.util.List;

/**
 * Initializes classes, when the {@link Engine} is made for the first time, that a pool needs most when something has gone wrong: a
 * class whose static initializer finds no memory is dead for good, and a pool with it.
 *
 * <p>It knows nothing of what they do.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class ReadyClasses {

    private static final List<String> OF_PARENT = List.of(
            "crew.WorkerHandle",
            "dispatch.TakeBack",
            "dispatch.TimeoutWords",
            "life.FailedStart",
            "life.Reaper",
            "life.ReplyLoop",
            "life.WorkerLife",
            "log.LogOrigin",
            "log.LogWriter",
            "log.PrintedLines",
            "pool.Counters",
            "pool.Shortage",
            "process.Obituary",
            "process.WorkerLink$End",
            "sharing.CallAnswers",
            "sharing.Handback",
            "supervision.Losses",
            "supervision.OutcomeReader",
            "supervision.TaskMender",
            "task.Outcome",
            "task.PendingTask");

    private static final List<String> OF_MESSAGES = List.of("Frame", "MessageFormat", "Payload");
    private static final List<String> OF_PAGES = List.of("Scoreboard", "SharedPage");

    private ReadyClasses() {}

    /** Has them initialized, once for all pools of a JVM. */
    static void prepare() {
        OF_PARENT.forEach(name -> initialize(Engine.class, name));
        OF_MESSAGES.forEach(name -> initialize(Payload.class, name));
        OF_PAGES.forEach(name -> initialize(Scoreboard.class, name));
    }

    /** Together with the class that the compiler makes for switches over enums, which has a static initializer, too. */
    private static void initialize(Class<?> neighbour, String name) {
        String full = neighbour.getPackageName() + "." + name;
        initialize(full, neighbour.getClassLoader());
        initialize(full + "$1", neighbour.getClassLoader());
    }

    private static void initialize(String name, ClassLoader loader) {
        try {
            Class.forName(name, true, loader);
        } catch (ClassNotFoundException e) {
            // It has no such switch, or was left out of a smaller jar because nobody needs it.
        }
    }
}

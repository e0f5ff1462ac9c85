package io.github.processpool.internal.parent.dispatch;

import io.github.processpool.TaskQuarantinedException;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.WorkerCrashedException.Circumstances;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.message.LogRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers with tasks of which keys workers were lost, as {@code Supervision} tells it, and which keys are quarantined by that; the
 * {@link Dispatcher} asks before it takes or gives out a task. It moves no task itself.
 *
 * <pre>{@code
 * unknown -> suspect -> quarantined       workerLost; the last step at the limit
 *    ^----------'                         survived: a task of the key has ended and left its worker alive
 * }</pre>
 *
 * <p>Keys that never lost a worker cost nothing. There is no way out of quarantine while the pool lives but that the key is the
 * one not asked for longest of {@value #MOST_KEYS}: tasks of it are not run, so nothing could show that it has got better.
 *
 * <p><b>Thread safety:</b> everything is guarded by the {@link PoolLock}.
 */
public final class Quarantine {

    static final int MOST_KEYS = 10_000;

    /**
     * The losses with tasks of a key.
     *
     * @param losses how many workers were lost in a row
     * @param lastWords how the last one died, as a sentence that begins with the worker
     * @param lastFacts the same in facts, without what is long
     */
    private record Offence(int losses, String lastWords, Circumstances lastFacts) {}

    private final int limit;
    /** The key that was asked for last is at the end. */
    private final Map<String, Offence> offences = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Offence> eldest) {
            return size() > MOST_KEYS;
        }
    };

    public Quarantine(int limit) {
        this.limit = limit;
    }

    /** A worker was lost with a task of a key; returns whether that is what quarantines the key. */
    public boolean workerLost(String key, String words, Circumstances facts) {
        Offence before = offences.get(key);
        int losses = before == null ? 1 : before.losses() + 1;
        Circumstances shortFacts = new Circumstances(
                facts.pid(), facts.exitCode(), facts.signal(), facts.outOfMemory(), List.of(), Optional.empty());
        offences.put(key, new Offence(losses, words, shortFacts));
        return losses == limit;
    }

    /** A task of a key has ended without harm to its worker; that does not help a key that is quarantined already. */
    public void survived(PendingTask<?> task) {
        if (!offences.isEmpty()) {
            task.options().quarantineKey().ifPresent(this::survived);
        }
    }

    void survived(String key) {
        if (!holds(key)) {
            offences.remove(key);
        }
    }

    boolean holds(String key) {
        Offence offence = offences.isEmpty() ? null : offences.get(key);
        return offence != null && offence.losses() >= limit;
    }

    /** The keys that are quarantined, some of them if they are many. */
    public List<String> keys(int most) {
        return offences.entrySet().stream()
                .filter(entry -> entry.getValue().losses() >= limit)
                .map(Map.Entry::getKey)
                .limit(most)
                .toList();
    }

    public boolean holds(PendingTask<?> task) {
        return !offences.isEmpty()
                && task.options().quarantineKey().filter(this::holds).isPresent();
    }

    /** Returns the failure of a task that is refused; only for one whose key is quarantined. */
    public TaskQuarantinedException refusal(PendingTask<?> task, @Nullable WorkerCrashedException ownCrash) {
        String key = task.options().quarantineKey().orElseThrow();
        Offence offence = offences.get(key);
        if (offence == null) {
            throw new IllegalStateException("not quarantined: " + key);
        }
        int runs = task.where().attempts();
        String what = runs == 0 ? "was not run" : "is not run again after attempt " + runs;
        return new TaskQuarantinedException(
                "Task '" + task.name() + "' " + what + ": " + words(key, offence.losses()) + " The last one: "
                        + offence.lastWords() + ". " + advice(),
                key,
                offence.losses(),
                ownCrash != null
                        ? ownCrash
                        : new WorkerCrashedException(offence.lastWords(), offence.lastFacts(), null));
    }

    /** For the log, and for the task whose loss was the last one. */
    public String announcement(String key) {
        return words(key, limit) + " " + advice();
    }

    private static String words(String key, int losses) {
        return "quarantineKey '" + LogRecord.oneLine(key) + "' is quarantined, because " + losses
                + (losses == 1 ? " worker was" : " workers were") + " lost in a row with tasks of it.";
    }

    private static String advice() {
        return "It stays so as long as this pool lives: find out what these tasks do to their workers, and go on with a new"
                + " pool. Tasks of other keys are not concerned";
    }
}

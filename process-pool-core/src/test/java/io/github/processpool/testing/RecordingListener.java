package io.github.processpool.testing;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolBrokenException;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolListener;
import io.github.processpool.WorkerSnapshot;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** Writes down every event in the order in which it comes. */
public final class RecordingListener implements ProcessPoolListener {

    /**
     * One event.
     *
     * @param kind the name of the listener's method
     * @param subject the task's id, or the worker's pid
     * @param detail reason, attempt or message
     */
    public record Event(String kind, long subject, String detail) {}

    private final List<Event> events = new CopyOnWriteArrayList<>();

    public List<Event> events() {
        return List.copyOf(events);
    }

    public List<Event> events(String kind) {
        return events.stream().filter(event -> event.kind().equals(kind)).toList();
    }

    /** The kinds of the events that one task has seen. */
    public List<String> kindsOf(ProcessFuture<?> task) {
        return events.stream()
                .filter(event -> event.kind().startsWith("task") && event.subject() == task.taskId())
                .map(Event::kind)
                .toList();
    }

    /** The reasons of the workers' ends so far. */
    public List<ExitReason> exits() {
        return events("workerExited").stream()
                .map(event -> ExitReason.valueOf(event.detail().split(" ", 2)[0]))
                .toList();
    }

    public Event await(String kind) {
        return await(event -> event.kind().equals(kind));
    }

    public Event await(Predicate<Event> wanted) {
        return Awaitility.await("an event")
                .until(() -> events.stream().filter(wanted).findFirst(), found -> found.isPresent())
                .orElseThrow();
    }

    private void add(String kind, long subject, String detail) {
        events.add(new Event(kind, subject, detail));
    }

    @Override
    public void taskQueued(ProcessFuture<?> task) {
        add("taskQueued", task.taskId(), task.name());
    }

    @Override
    public void taskStarted(ProcessFuture<?> task) {
        add("taskStarted", task.taskId(), task.name());
    }

    @Override
    public void taskFinished(ProcessFuture<?> task) {
        add("taskFinished", task.taskId(), task.taskState().name());
    }

    @Override
    public void taskRetried(ProcessFuture<?> task, int attempt) {
        add("taskRetried", task.taskId(), String.valueOf(attempt));
    }

    @Override
    public void workerStarted(WorkerSnapshot worker, long startNanos) {
        add("workerStarted", worker.pid(), "");
    }

    @Override
    public void workerWarmedUp(WorkerSnapshot worker, long warmUpNanos) {
        add("workerWarmedUp", worker.pid(), String.valueOf(warmUpNanos));
    }

    @Override
    public void workerExited(WorkerSnapshot worker, ExitReason reason, String description) {
        add("workerExited", worker.pid(), reason + " " + description);
    }

    @Override
    public void poolBroken(String poolName, PoolBrokenException reason) {
        add("poolBroken", 0, String.valueOf(reason.getMessage()));
    }

    @Override
    public void poolRecovered(String poolName) {
        add("poolRecovered", 0, poolName);
    }
}

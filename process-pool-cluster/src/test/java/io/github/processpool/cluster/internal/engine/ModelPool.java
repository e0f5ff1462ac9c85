package io.github.processpool.cluster.internal.engine;

import io.github.processpool.ExitReason;
import io.github.processpool.MemberLostException.Begun;
import io.github.processpool.ProcessFuture;
import io.github.processpool.Progress;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskState;
import io.github.processpool.TaskTimings;
import io.github.processpool.WorkerCrashedException.Circumstances;
import io.github.processpool.internal.federation.AwayTask;
import io.github.processpool.internal.federation.FederatedLimits;
import io.github.processpool.internal.federation.FederatedPool;
import io.github.processpool.internal.federation.Federation;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.federation.GuestAnswer.Crashed;
import io.github.processpool.internal.federation.GuestSpace;
import io.github.processpool.internal.federation.GuestTask;
import io.github.processpool.internal.federation.Room;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.message.FailureKind;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.Define;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import io.github.processpool.internal.wire.message.Report;
import java.io.InvalidClassException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pool without processes: a queue, slots, tasks that take virtual time, attempts, crashes, and both halves of the seam, with what the
 * seam promises checked at each call.
 */
final class ModelPool implements FederatedPool {

    final String name;
    final String member;
    final int slots;
    private final SimulatedMember at;
    private final VirtualTime time;
    private final SplittableRandom random;
    private final Registry registry;
    private final ClusterEngine engine;
    final Federation federation;

    private static final Crashed CRASH = new Crashed(
            ExitReason.CRASHED,
            "a worker has crashed",
            new Circumstances(4711, OptionalInt.of(1), Optional.empty(), false, List.of(), Optional.empty()));

    /** How much longer tasks take here. */
    int slowness = 1;
    /** How many workers have started; others start while tasks wait for them. */
    int ready;

    private int starting;
    private boolean recallDue;
    /** How likely a run ends with its worker, in percent. */
    int crashes;

    boolean broken;
    boolean closing;
    boolean closed;
    long closedAt;
    /** Those with classes of another fingerprint can't be read here. */
    String fingerprint = "f";

    private boolean locked;
    /** How many tasks could not be read elsewhere. */
    int misfits;

    private long lastTicket;
    private final LinkedList<Run> waiting = new LinkedList<>();
    private final List<Run> running = new ArrayList<>();
    private final Map<Long, Task> away = new LinkedHashMap<>();
    private long guestNanos;
    private int guestCount;
    private long toldMean;

    /** What all members know of all tasks: who has begun which. */
    static final class Registry {
        final List<Task> tasks = new ArrayList<>();
        final Map<String, Integer> begins = new HashMap<>();
        final Map<String, Task> byKey = new HashMap<>();
        /** Begins of each sending, which may be one. */
        final Map<String, Integer> sendings = new HashMap<>();

        final List<String> mistakes = new ArrayList<>();

        void wrong(String words) {
            mistakes.add(words);
        }
    }

    /** A task of this pool's user. */
    static final class Task {
        final String key;
        final ModelPool owner;
        final long nanos;
        final int maxAttempts;
        final String fingerprint;
        final TaskOptions options;
        int attempts;
        boolean needsSameClasses;
        /** How it ended; null: it has not. */
        String end;

        String ranAt = "";
        long ticket;
        long sentAt;
        /** Whether that was told. */
        boolean begunAway;

        long doneAt;

        Task(String key, ModelPool owner, long nanos, int maxAttempts, TaskOptions options) {
            this.key = key;
            this.owner = owner;
            this.nanos = nanos;
            this.maxAttempts = maxAttempts;
            this.fingerprint = owner.fingerprint;
            this.options = options;
        }
    }

    /** One that waits for a slot or has one: own or a guest's. */
    private final class Run {
        final String key;
        final long nanos;
        final Task own;
        final GuestTask guest;
        final GuestFuture future;
        long begun;
        boolean over;

        Run(Task own) {
            this.key = own.key;
            this.nanos = own.nanos;
            this.own = own;
            this.guest = null;
            this.future = null;
        }

        Run(GuestTask guest, Runnable onEnd) {
            this.key = guest.key();
            this.nanos = ModelPool.this.registry.byKey.get(guest.key()).nanos;
            this.own = null;
            this.guest = guest;
            this.future = new GuestFuture(this, onEnd);
        }
    }

    ModelPool(String name, String member, int slots, SimulatedMember at, Federation federation) {
        this.name = name;
        this.member = member;
        this.slots = slots;
        this.ready = slots;
        this.at = at;
        this.time = at.time;
        this.random = at.random;
        this.registry = at.registry;
        this.engine = at.engine;
        this.federation = federation;
    }

    // -- Its user --

    Task submit(long nanos, int maxAttempts, TaskOptions options) {
        Task task = new Task(member + "/" + name + "/" + registry.tasks.size(), this, nanos, maxAttempts, options);
        registry.tasks.add(task);
        registry.byKey.put(task.key, task);
        if (closing) {
            task.end = "rejected";
            return task;
        }
        waiting.add(new Run(task));
        dispatch();
        return task;
    }

    /** A task that somebody else submits by hand. */
    void register(String key, long nanos) {
        registry.byKey.put(key, new Task(key, this, nanos, 9, TaskOptions.defaults()));
    }

    /** What waits in a broken pool is ended by it. */
    void refuseWaiting() {
        for (Run run : List.copyOf(waiting)) {
            if (run.future != null) {
                insist(() -> run.future.cancel(true));
            }
        }
    }

    void cancel(Task task, boolean interrupt) {
        if (task.end != null) {
            return;
        }
        end(task, "cancelled");
        if (task.ticket != 0 && away.containsKey(task.ticket)) {
            long ticket = task.ticket;
            insist(() -> federation.cancel(ticket, interrupt));
        } else if (waiting.removeIf(run -> run.own == task)) {
            dispatch();
        } else {
            running.stream()
                    .filter(run -> run.own == task && interrupt)
                    .findFirst()
                    .ifPresent(this::free);
        }
    }

    /** No new tasks; what runs and what is away ends. */
    void close() {
        closing = true;
        for (Run run : List.copyOf(waiting)) {
            if (run.own != null) {
                waiting.remove(run);
                end(run.own, "dropped");
            }
        }
        insist(federation::closing);
        dispatch();
        closeIfDone();
    }

    /** What runs is stopped, and nobody waits for its end. */
    void closeNow() {
        for (Run run : List.copyOf(running)) {
            if (run.own == null) {
                insist(() -> run.future.cancel(true));
            } else {
                end(run.own, "stopped");
            }
        }
        for (Task task : away.values()) {
            end(task, "stopped");
        }
        away.clear();
        running.clear();
        closed = true;
        closedAt = time.now();
        insist(federation::closed);
    }

    private void closeIfDone() {
        if (closing && !closed && waiting.isEmpty() && running.isEmpty() && away.isEmpty()) {
            closed = true;
            closedAt = time.now();
            insist(federation::closed);
        }
    }

    int waitingOwn() {
        return (int) waiting.stream().filter(run -> run.own != null).count();
    }

    /** Returns how many tasks of others wait or run here. */
    int guests() {
        return (int) Stream.concat(waiting.stream(), running.stream())
                .filter(run -> run.guest != null)
                .count();
    }

    int idleSlots() {
        return closing || broken ? 0 : ready - running.size() - waiting.size();
    }

    /** Returns whether a task of another pool, which has not heard of its end, waits here for a worker. */
    boolean keepsWaiting(ModelPool owner) {
        return waiting.stream()
                .filter(run -> run.guest != null)
                .map(run -> registry.byKey.get(run.key))
                .anyMatch(task -> task.owner == owner && task.end == null);
    }

    /** The JVM is gone. */
    void die() {
        for (Task task : registry.tasks) {
            if (task.owner == this && task.end == null) {
                task.end = "dead";
            }
        }
        running.forEach(run -> run.over = true);
        closed = true;
        closing = true;
    }

    int awayCount() {
        return away.size();
    }

    /** Room is another one: said as by the pool's patrol. */
    void tell() {
        dispatch();
    }

    /** How many tasks may be here at once, being sent ahead while they are short: for each slot what it runs in two round trips. */
    int mostGuests(long roundTripNanos) {
        boolean brief = toldMean > 0 && toldMean < 3 * roundTripNanos;
        long ahead = brief ? Math.max(500_000, 2 * roundTripNanos) / toldMean : 0;
        return brief ? slots + slots * (int) Math.max(1, Math.min(64, ahead)) : slots;
    }

    // -- Its dispatcher --

    void dispatch() {
        if (closed) {
            return;
        }
        locked = true;
        try {
            while (!waiting.isEmpty()) {
                Run run = waiting.getFirst();
                if (running.size() < ready && !broken) {
                    waiting.removeFirst();
                    begin(run);
                } else if (!sendOne()) {
                    break;
                }
            }
            startWorkers();
            federation.demand(closing ? 0 : waitingOwn());
            considerRecall();
        } catch (OutOfMemoryError e) {
            time.after(50 * VirtualTime.MS, this::dispatch); // The patrol comes there.
        } finally {
            locked = false;
        }
        insist(federation::roomChanged);
    }

    private void startWorkers() {
        for (; starting < waiting.size() && ready + starting < slots && !broken; starting++) {
            time.after(300 * VirtualTime.MS, () -> {
                starting--;
                ready++;
                dispatch();
            });
        }
    }

    /** As the pool does: tasks that wait elsewhere are asked for while a worker is idle here, or another member has given room. */
    private void considerRecall() {
        boolean any = away.values().stream().anyMatch(task -> !task.begunAway && task.end == null);
        if (any && !recallDue && waitingOwn() == 0 && (idleSlots() > 0 || federation.hasRoom())) {
            recallDue = true;
            time.after(20 * VirtualTime.MS, () -> {
                recallDue = false;
                if (!closed) {
                    insist(this::recall);
                }
            });
        }
    }

    private void recall() {
        locked = true;
        try {
            int left = waitingOwn() == 0 ? idleSlots() : -1;
            for (Task task : away.values()) {
                boolean waits = !task.begunAway && task.end == null && time.now() - task.sentAt >= 20 * VirtualTime.MS;
                if (waits && left >= 0 && federation.recall(task.ticket, left > 0)) {
                    task.sentAt = time.now() + 230 * VirtualTime.MS;
                    left--;
                }
            }
            considerRecall();
        } finally {
            locked = false;
        }
    }

    private boolean sendOne() {
        for (Run run : waiting) {
            if (run.own == null || !federation.hasRoom()) {
                continue;
            }
            Task task = run.own;
            long ticket = ++lastTicket;
            task.ticket = ticket;
            away.put(ticket, task);
            task.attempts++;
            byte[] bytes = task.key.getBytes(StandardCharsets.UTF_8);
            EncodedTask work = new EncodedTask("model", 0, 0, Payload.raw(bytes), new int[] {0, (int) (ticket % 5)});
            String to = send(new AwayTask(
                    ticket,
                    task.key,
                    "model",
                    task.attempts,
                    work,
                    task.options,
                    Long.MAX_VALUE,
                    Long.MAX_VALUE,
                    task.needsSameClasses));
            if (to == null) {
                away.remove(ticket);
                task.attempts--;
                task.ticket = 0;
                continue;
            }
            task.ranAt = to;
            task.sentAt = time.now();
            task.begunAway = false;
            waiting.remove(run);
            return true;
        }
        return false;
    }

    private @Nullable String send(AwayTask task) {
        try {
            return federation.send(task);
        } catch (OutOfMemoryError e) {
            time.after(50 * VirtualTime.MS, this::dispatch);
            return null;
        }
    }

    private void begin(Run run) {
        running.add(run);
        run.begun = time.now();
        String sending;
        if (run.own != null) {
            run.own.attempts++;
            run.own.ranAt = member;
            sending = run.key + "#" + run.own.attempts;
        } else {
            boolean readable = registry.byKey.get(run.key).fingerprint.equals(fingerprint);
            if (!readable) {
                time.after(1000, () -> finish(run));
                return;
            }
            sending = run.key + "#" + run.guest.attempt();
        }
        registry.begins.merge(run.key, 1, Integer::sum);
        if (registry.sendings.merge(sending, 1, Integer::sum) > 1) {
            registry.wrong(sending + " began twice");
        }
        if (registry.begins.get(run.key) > registry.byKey.get(run.key).maxAttempts) {
            registry.wrong(run.key + " began more often than it may");
        }
        boolean crash = random.nextInt(100) < crashes;
        long takes = Math.max(1, run.nanos * slowness);
        time.after(crash ? takes / 2 : takes, () -> {
            if (crash) {
                crash(run);
            } else if (random.nextBoolean()) {
                finish(run);
            } else {
                finishTogether(run);
            }
        });
    }

    /** As a worker does whose answers are read at a stretch. */
    private void finishTogether(Run first) {
        try (Federation.Stretch stretch = federation.together()) {
            finish(first);
            for (Run other : List.copyOf(running)) {
                if (random.nextInt(4) == 0) {
                    finish(other);
                }
            }
        }
    }

    private void crash(Run run) {
        if (run.over || closed) {
            return;
        }
        if (run.own == null) {
            run.future.finish(ended(run, CRASH));
            free(run);
        } else if (run.own.end == null && run.own.attempts < run.own.maxAttempts) {
            running.remove(run);
            waiting.addFirst(run);
            dispatch();
        } else {
            finish(run);
        }
    }

    private void finish(Run run) {
        if (run.over || closed) {
            return;
        }
        if (run.own != null) {
            end(run.own, "done here");
        } else {
            guestNanos += time.now() - run.begun;
            guestCount++;
            run.future.finish(answer(run));
        }
        free(run);
    }

    private GuestAnswer answer(Run run) {
        Report report = new Report(0, 0, run.nanos, 0, Report.Fitness.FIT, false, Optional.empty());
        boolean readable = registry.byKey.get(run.key).fingerprint.equals(fingerprint);
        Message message = readable
                ? new Message.Result(report, Payload.raw(run.key.getBytes(StandardCharsets.UTF_8)))
                : new Message.Failure(
                        report,
                        FailureKind.UNREADABLE,
                        new RemoteProblem(InvalidClassException.class.getName(), "other", ""),
                        Payload.NONE);
        return ended(run, new GuestAnswer.Answered(message, 1));
    }

    private GuestAnswer ended(Run run, GuestAnswer.End end) {
        return new GuestAnswer(end, 4711, Math.max(1, time.now() - run.begun));
    }

    /** Its slot is free. */
    private void free(Run run) {
        run.over = true;
        running.remove(run);
        if (run.future != null) {
            run.future.stopped.complete(null);
        }
        dispatch();
        closeIfDone();
    }

    private void end(Task task, String how) {
        if (task.end == null) {
            task.end = how;
            task.doneAt = time.now();
        }
    }

    /** As the pool does what fails for want of memory. */
    private void insist(Runnable action) {
        if (!SimulatedMember.tryTo(action)) {
            time.after(50 * VirtualTime.MS, () -> insist(action));
        }
    }

    /** The federation calls; there may be no memory for that. */
    private void check() {
        at.mayFail.run();
        if (locked) {
            registry.wrong("the pool was called while it called");
        }
        if (engine.isLocked()) {
            registry.wrong("the pool was called with the lock of the engine");
        }
    }

    // -- As a submitter --

    @Override
    public String name() {
        return name;
    }

    @Override
    public FederatedLimits limits() {
        return new FederatedLimits(1 << 20, 1 << 24, 200 * VirtualTime.MS, "");
    }

    @Override
    public Define definition(int number) {
        return new Define(number, Message.DefinitionKind.LAMBDA, new byte[] {(byte) number});
    }

    @Override
    public void onRoom() {
        check();
        dispatch();
    }

    @Override
    public void onBegun(long ticket, long pid, long agoNanos) {
        check();
        if (away.containsKey(ticket)) {
            away.get(ticket).begunAway = true;
        }
    }

    @Override
    public void onProgress(long ticket, Progress progress) {
        check();
    }

    @Override
    public void onAnswer(long ticket, GuestAnswer answer) {
        check();
        Task task = over(ticket);
        if (task == null) {
            return;
        }
        if (answer.end() instanceof GuestAnswer.Answered answered
                && answered.message() instanceof Message.Failure failure
                && failure.kind() == FailureKind.UNREADABLE) {
            misfits++;
            task.attempts--;
            task.needsSameClasses = true;
            again(task);
            return;
        }
        if (answer.end() instanceof GuestAnswer.Answered answered
                && answered.message() instanceof Message.Result result
                && !new String(result.value().bytes(), StandardCharsets.UTF_8).equals(task.key)) {
            registry.wrong(task.key + " was answered for another one");
        }
        if (answer.end() instanceof Crashed && task.attempts < task.maxAttempts) {
            again(task);
            return;
        }
        end(task, "answered " + answer.end().getClass().getSimpleName());
        closeIfDone();
    }

    @Override
    public void onTimeUp(long ticket, GuestAnswer answer) {}

    @Override
    public void onRefused(long ticket) {
        check();
        Task task = over(ticket);
        if (task == null) {
            return;
        }
        task.attempts--;
        again(task);
    }

    @Override
    public void onLost(long ticket, Begun begun, String words, long orphanNanos) {
        check();
        if (orphanNanos < SimulatedNetwork.FAILURE_NANOS) {
            registry.wrong("an orphan that ends too soon");
        }
        Task task = over(ticket);
        if (task == null) {
            return;
        }
        if (task.attempts < task.maxAttempts) {
            again(task);
        } else {
            end(task, "lost");
            closeIfDone();
        }
    }

    private Task over(long ticket) {
        Task task = away.remove(ticket);
        if (task == null && closed) {
            return null; // It is about to say so.
        } else if (task == null) {
            registry.wrong("an end for ticket " + ticket + " of " + member + "/" + name + ", which is not away");
        } else {
            task.ticket = 0;
        }
        return task;
    }

    private void again(Task task) {
        if (closing) {
            end(task, "dropped");
        }
        if (task.end == null) {
            waiting.addFirst(new Run(task));
            dispatch();
        }
        closeIfDone();
    }

    // -- As a host --

    @Override
    public Room room() {
        check();
        toldMean = guestCount == 0 ? 0 : guestNanos / guestCount;
        return new Room(closing || broken ? 0 : slots, ready, waiting.size() + running.size(), toldMean, broken);
    }

    /** Its one worker has the pid 1; that with the pid 2 never says anything. */
    @Override
    public CompletableFuture<String> threadDump(long pid) {
        check();
        if (pid != 1 && pid != 2) {
            throw new IllegalArgumentException("has no worker with pid " + pid);
        }
        return pid == 1 ? CompletableFuture.completedFuture("stacks of " + member) : new CompletableFuture<>();
    }

    @Override
    public GuestSpace openSpace() {
        check();
        return new GuestSpace(1, () -> {});
    }

    @Override
    public ProcessFuture<GuestAnswer> run(GuestTask task, Runnable onEnd) {
        check();
        if (closing) {
            throw new RejectedExecutionException("closing");
        }
        Run run = new Run(task, onEnd);
        waiting.add(run);
        dispatch();
        return run.future;
    }

    @Override
    public void withdraw(ProcessFuture<GuestAnswer> guest) {
        check();
        GuestFuture future = (GuestFuture) guest;
        if (waiting.contains(future.run)) {
            future.cancel(true);
        }
    }

    /** The future of a guest. */
    private final class GuestFuture extends ProcessFuture<GuestAnswer> {

        private final Run run;
        private final Runnable onEnd;
        final CompletableFuture<Void> stopped = new CompletableFuture<>();

        GuestFuture(Run run, Runnable onEnd) {
            this.run = run;
            this.onEnd = onEnd;
        }

        void finish(GuestAnswer answer) {
            stopped.complete(null);
            if (complete(answer)) {
                onEnd.run();
            }
        }

        @Override
        public boolean cancel(boolean interrupt) {
            check();
            if (!super.cancel(interrupt)) {
                return false;
            }
            onEnd.run();
            if (waiting.remove(run)) {
                free(run);
            } else if (interrupt) {
                time.after(random.nextLong(200 * VirtualTime.MS), () -> {
                    if (!run.over && !closed) {
                        free(run);
                    }
                });
            }
            return true;
        }

        @Override
        public long taskId() {
            return 1;
        }

        @Override
        public String name() {
            return run.key;
        }

        @Override
        public TaskState taskState() {
            return isDone() ? TaskState.SUCCEEDED : running.contains(run) ? TaskState.RUNNING : TaskState.QUEUED;
        }

        @Override
        public OptionalLong workerPid() {
            return run.begun == 0 ? OptionalLong.empty() : OptionalLong.of(4711);
        }

        @Override
        public Optional<Progress> progress() {
            return Optional.empty();
        }

        @Override
        public TaskTimings timings() {
            return new TaskTimings(
                    java.time.Instant.EPOCH, Optional.empty(), Optional.empty(), Duration.ZERO, Duration.ZERO);
        }

        @Override
        public CompletableFuture<Void> stopped() {
            return stopped;
        }
    }
}

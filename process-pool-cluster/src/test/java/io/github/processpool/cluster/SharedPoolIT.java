package io.github.processpool.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.MapOptions;
import io.github.processpool.QueueFullException;
import io.github.processpool.SharedBuffer;
import io.github.processpool.WhenFull;
import io.github.processpool.cluster.testing.LoadedClasses;
import io.github.processpool.cluster.testing.Mark;
import io.github.processpool.cluster.testing.MemberJvm;
import io.github.processpool.cluster.testing.Members;
import io.github.processpool.cluster.testing.Outcome;
import io.github.processpool.cluster.testing.Parcel;
import io.github.processpool.cluster.testing.Setup;
import io.github.processpool.cluster.testing.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three members with two workers each, while all is well: which task runs where. */
@Timeout(300)
class SharedPoolIT {

    @RegisterExtension
    static final Members members = Members.ofTheClass();

    private static MemberJvm a;
    private static List<MemberJvm> others = List.of();

    @BeforeAll
    static void startMembers() throws IOException {
        a = members.start(1, 2, (cluster, pool) -> pool.queueCapacity(2)).get(0);
        Setup different = (cluster, pool) ->
                pool.queueCapacity(2).whenFull(WhenFull.BLOCK).parameterFilter("!" + Parcel.Contraband.NAME);
        others = List.of(
                members.one().setup(different).go(),
                members.one().setup(different).go());
        Members.awaitTogether(List.of(a, others.get(0), others.get(1)));
    }

    private static void occupy(MemberJvm member, Mark released) throws IOException {
        member.occupy(2, members.mark(), released);
    }

    @Test
    void runsElsewhereWhenOwnWorkersAreBusy() throws Exception {
        Mark released = members.mark();
        Mark started = members.mark();
        Mark go = members.mark();
        occupy(a, released);

        String greeting = "a lambda's own";
        a.tell(there -> there.submit("away", () -> {
            Work.runUntil(started, go);
            return greeting + " " + Work.pid();
        }));
        String[] words = started.await(1).get(0).split(" ");
        assertThat(words[1]).as("attempt").isEqualTo("1");
        assertThat(words[3]).as("submitter").isEqualTo(a.name());
        MemberJvm.await("its pid at the submitter")
                .until(() -> a.ask(there -> there.future("away").workerPid().orElse(0)) == Long.parseLong(words[0]));
        go.raise();
        Outcome outcome = a.outcome("away");

        assertThat(outcome.value()).isEqualTo(greeting + " " + words[0]);
        MemberJvm host = others.stream()
                .filter(other -> outcome.where().equals(java.util.Optional.of(other.name())))
                .findFirst()
                .orElseThrow(() -> new AssertionError(outcome.toString()));
        assertThat(host.workers()).contains(outcome.pid());
        released.raise();
        assertThat(a.outcome("occupied0").member()).isNull();
    }

    @Test
    void staysHereWhileThereIsRoom() {
        // The first one starts a worker, and what other tests have left behind is said by then.
        a.ask(there -> there.pool().submit(() -> 1).get());
        a.tell(there -> {
            long[] last = {-1};
            MemberJvm.await("silence").pollInterval(Duration.ofSeconds(1)).until(() -> {
                long before = last[0];
                last[0] = there.cluster().snapshot().sentBytes();
                return last[0] == before;
            });
        });
        long[] sent = a.ask(there -> {
            ClusterSnapshot before = there.cluster().snapshot();
            for (int i = 0; i < 200; i++) {
                there.pool().submit(() -> 1).get();
            }
            ClusterSnapshot after = there.cluster().snapshot();
            return new long[] {
                after.pools().get(0).sent() - before.pools().get(0).sent(), after.sentBytes() - before.sentBytes()
            };
        });
        assertThat(sent[0]).isZero();
        assertThat(sent[1])
                .as("bytes: a word now and then about the room for guests")
                .isLessThan(10_000);
    }

    @Test
    void mapUsesAllMembers() throws Exception {
        mapOverAll(false);
        mapOverAll(true);
    }

    private static void mapOverAll(boolean chunks) throws Exception {
        Mark pids = members.mark();
        List<Integer> results = new ArrayList<>(a.ask(there -> {
            List<Integer> inputs = IntStream.range(0, 10_000).boxed().toList();
            MapOptions options = chunks ? MapOptions.builder().autoChunk().build() : MapOptions.defaults();
            try (var stream = there.pool().map(input -> noted(pids, input), inputs, options)) {
                return new ArrayList<>(stream.toList());
            }
        }));
        assertThat(results)
                .isEqualTo(IntStream.range(0, 10_000).map(i -> 2 * i).boxed().toList());
        Set<Long> ran = new HashSet<>();
        pids.lines().forEach(line -> ran.add(Long.parseLong(line)));
        for (MemberJvm member : List.of(a, others.get(0), others.get(1))) {
            assertThat(member.workers()).as("workers of %s", member.name()).anyMatch(ran::contains);
        }
    }

    private static final Set<Mark> NOTED = new HashSet<>();

    /** In a worker: its first call leaves its pid. */
    private static int noted(Mark pids, int input) {
        if (NOTED.add(pids)) {
            pids.write(String.valueOf(Work.pid()));
        }
        return 2 * input;
    }

    @Test
    void queueFullIsTheSubmittersOwn() throws Exception {
        Mark released = members.mark();
        occupy(a, released);
        for (MemberJvm other : others) {
            occupy(other, released);
        }
        a.tell(there -> {
            there.submit("queued0", () -> 0);
            there.submit("queued1", () -> 1);
        });
        assertThat(a.<String>ask(there -> {
                    try {
                        there.pool().submit(() -> 2);
                        return "taken";
                    } catch (QueueFullException e) {
                        return "full";
                    }
                }))
                .isEqualTo("full");
        assertThat(a.<Boolean>ask(there -> there.pool().trySubmit(() -> 2).isPresent()))
                .isFalse();
        for (MemberJvm other : others) {
            assertThat(other.<Integer>ask(there -> there.pool().snapshot().queuedTasks()))
                    .isZero();
        }
        CompletableFuture<Integer> blocked = submitToFullQueueThatBlocks(others.get(0));
        assertThat(a.<Integer>ask(there -> there.pool().snapshot().queuedTasks()))
                .isEqualTo(2);
        assertThat(others.get(1).<Integer>ask(there -> there.pool().snapshot().queuedTasks()))
                .isZero();
        assertThat(blocked).isNotDone();
        released.raise();
        assertThat(a.outcome("queued0").value()).isEqualTo(0);
        assertThat(a.outcome("queued1").value()).isEqualTo(1);
        assertThat(blocked.join()).isEqualTo(2);
    }

    /** Fills the queue of a busy member, whose callers wait when it is full, and returns what the next caller is to have. */
    private static CompletableFuture<Integer> submitToFullQueueThatBlocks(MemberJvm member) {
        member.tell(there -> {
            there.submit("queued0", () -> 0);
            there.submit("queued1", () -> 1);
        });
        assertThat(member.<Boolean>ask(there -> there.pool().trySubmit(() -> 2).isPresent()))
                .isFalse();
        CompletableFuture<Integer> blocked =
                member.begin(there -> there.pool().submit(() -> 2).get());
        member.tell(there -> MemberJvm.await("a caller that waits for room")
                .until(() -> Thread.getAllStackTraces().entrySet().stream()
                        .anyMatch(thread -> thread.getKey().getState().name().endsWith("WAITING")
                                && Arrays.stream(thread.getValue())
                                        .anyMatch(frame -> frame.getMethodName().equals("submit")))));
        return blocked;
    }

    @Test
    void hostReadsNothingOfAGuest() throws Exception {
        Mark released = members.mark();
        Mark made = members.mark();
        occupy(a, released);
        a.tell(there -> Parcel.submitAll(there, made));
        Set<String> workers = new HashSet<>();
        for (String task : List.of("captured", "returned", "thrown", "argument")) {
            Outcome outcome = a.outcome(task);
            assertThat(outcome.where()).as(task).isPresent();
            workers.add(String.valueOf(outcome.pid()));
        }
        assertThat(made.lines()).containsAll(workers);
        for (MemberJvm host : others) {
            assertThat(made.lines()).as("where they are made").doesNotContain(String.valueOf(host.pid()));
            assertThat(host.<List<String>>ask(there -> LoadedClasses.startingWith(Parcel.NAME)))
                    .as("loaded in the parent of a host")
                    .isEmpty();
        }
        assertThat(a.<List<String>>ask(there -> LoadedClasses.startingWith(Parcel.NAME)))
                .as("loaded at the submitter")
                .contains(Parcel.NAME);
        released.raise();
    }

    /** That of a host is its own: the submitter lets in what its hosts do not. */
    @Test
    void parameterFilterHoldsForGuests() throws Exception {
        Mark released = members.mark();
        Mark made = members.mark();
        occupy(a, released);
        long before = answered();
        a.tell(there -> Parcel.submitContraband(there, made));
        MemberJvm.await("the answer that it is not read").until(() -> answered() > before);
        assertThat(made.isRaised()).isFalse();
        released.raise();

        Outcome outcome = a.outcome("contraband");
        assertThat(outcome.value()).isEqualTo(1);
        assertThat(outcome.where()).isEmpty();
        assertThat(made.lines()).containsExactly(String.valueOf(outcome.pid()));
    }

    /** How many tasks of others they have ended. */
    private static long answered() {
        return others.stream()
                .mapToLong(host -> host.<Long>ask(
                        there -> there.cluster().snapshot().pools().get(0).guestsAnswered()))
                .sum();
    }

    @Test
    @SuppressWarnings("unchecked")
    void sharedObjectsStayHome() throws Exception {
        Mark released = members.mark();
        occupy(a, released);
        a.tell(there -> {
            Queue<String> queue = there.pool().share(Queue.class, new ConcurrentLinkedQueue<String>());
            SharedBuffer buffer = there.pool().sharedBuffer(8);
            there.submit("queue", () -> queue.add("from a worker"));
            there.submit("buffer", () -> {
                buffer.buffer().put(0, (byte) 1);
                return true;
            });
        });
        others.get(0).ask(there -> there.pool().submit(() -> 1).get());
        assertThat(a.<Integer>ask(there -> there.away())).as("sent away").isZero();
        released.raise();
        for (String task : List.of("queue", "buffer")) {
            Outcome outcome = a.outcome(task);
            assertThat(outcome.failure()).isNull();
            assertThat(outcome.where()).isEmpty();
        }
    }
}

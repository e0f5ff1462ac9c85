package io.github.processpool.internal.parent.crew;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ExitReason;
import io.github.processpool.internal.parent.flight.FlightRecords;
import io.github.processpool.internal.parent.pool.Counters;
import io.github.processpool.internal.parent.task.Callbacks;
import io.github.processpool.internal.parent.task.Events;
import io.github.processpool.internal.parent.task.FunctionProfile;
import io.github.processpool.internal.parent.task.PendingTask;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Some thousand random turns of a crew; after each of them its lines and counts say what a look at every worker says, and nobody waits
 * for something that will not come.
 */
class VacanciesModelTest {

    private static final int STEPS = 1500;
    private static final int MOST_WORKERS = 6;

    @TempDir
    Path folder;

    private final FunctionProfile tiny = new FunctionProfile();
    private Random random = new Random(0);
    private @Nullable LoneCrew made;
    private @Nullable Recycling recycling;
    /** Of answers that have not been read: one for each entry. */
    private final List<WorkerHandle> unread = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void linesAndCountsAreThoseThatALookAtEverybodyGives(long seed) {
        random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            tiny.record(1000, 1);
        }
        LoneCrew lone = new LoneCrew(folder, settings -> {
            settings.minWorkers = 2;
            settings.maxWorkers = MOST_WORKERS;
            settings.spareWorkers = (int) seed % 3;
            settings.maxTasksPerWorker = seed % 2 == 0 ? 40 : Integer.MAX_VALUE;
            settings.idleTimeout = Duration.ofMillis(200);
        });
        made = lone;
        recycling = new Recycling(
                lone.pool,
                lone.crew,
                new Events(
                        List.of(),
                        new Callbacks(Thread::new, lone.pool.lock(), lone.timer),
                        new Counters(),
                        FlightRecords.NONE));
        lone.balance(2);
        for (int step = 0; step < STEPS; step++) {
            String what = turn(lone, recycling, random.nextInt(100));
            try {
                lone.locked(() -> look(lone));
            } catch (AssertionError e) {
                throw new AssertionError("after step " + step + " of seed " + seed + ", " + what, e);
            }
        }
    }

    // -- One turn --

    private String turn(LoneCrew lone, Recycling recycling, int dice) {
        if (dice < 35) {
            WorkerHandle worker = lone.idleWorker();
            WorkerHandle next = worker == null ? lone.crew.workerWithRoom() : worker;
            return next == null ? nothing() : did("sent", () -> lone.give(next, tiny));
        } else if (dice < 55) {
            return with(some(lone, this::hasTask), "answered one", worker -> {
                PendingTask<?> first = worker.workload().firstTask();
                lone.answer(worker, first);
            });
        } else if (dice < 62) {
            return with(some(lone, this::hasTask), "answered all", lone::answerTogether);
        } else if (dice < 65) {
            return with(some(lone, this::hasTask), "took back the last", worker -> takeBack(lone, worker));
        } else if (dice < 75) {
            return with(some(lone, worker -> worker.isStarting() && isAlive(worker)), "ready", lone::becomesReady);
        } else if (dice < 80) {
            return with(some(lone, worker -> worker.life() == Life.STOPPING || !isAlive(worker)), "left", worker -> {
                gone(lone, recycling, worker);
            });
        } else if (dice < 82) {
            return with(some(lone, worker -> true), "died", worker -> gone(lone, recycling, worker));
        } else if (dice < 84) {
            return with(some(lone, worker -> true), "recycled", worker -> recycling.recycle(List.of(worker)));
        } else if (dice < 86) {
            return with(some(lone, WorkerHandle::isIdle), "retired", worker -> {
                lone.dismiss(worker, ExitReason.RECYCLED);
            });
        } else if (dice < 89) {
            return with(some(lone, worker -> worker.life().isReady()), "wrote its heap", worker -> {
                worker.markWritingHeap(true);
            });
        } else if (dice < 92) {
            return with(some(lone, worker -> worker.life() == Life.WRITING_HEAP), "has written it", worker -> {
                worker.markWritingHeap(false);
                lone.locked(() -> lone.crew.onAvailable(worker));
            });
        } else if (dice < 94) {
            return with(some(lone, this::hasTask), "answered much", worker -> answerMuch(lone, worker));
        } else if (dice < 96) {
            return unread.isEmpty() ? nothing() : did("read", () -> read(lone));
        } else if (dice < 97) {
            return did("resized", () -> lone.locked(() -> lone.crew.resize(1 + random.nextInt(MOST_WORKERS))));
        } else if (dice < 98) {
            return did("time has passed", () -> lone.shrinksAfter(Duration.ofMillis(random.nextInt(150))));
        } else {
            return random.nextInt(40) == 0
                    ? did("warm up", () -> lone.locked(lone.crew::warmUp))
                    : did("balanced", () -> lone.balance(random.nextInt(8)));
        }
    }

    private static String nothing() {
        return "nothing";
    }

    private static String did(String what, Runnable action) {
        action.run();
        return what;
    }

    private static String with(@Nullable WorkerHandle worker, String what, Consumer<WorkerHandle> action) {
        if (worker != null) {
            action.accept(worker);
        }
        return what + " " + worker;
    }

    private @Nullable WorkerHandle some(LoneCrew lone, Predicate<WorkerHandle> condition) {
        List<WorkerHandle> fitting =
                lone.crew.workers().stream().filter(condition).toList();
        return fitting.isEmpty() ? null : fitting.get(random.nextInt(fitting.size()));
    }

    private boolean hasTask(WorkerHandle worker) {
        return worker.workload().sentCount() > 0;
    }

    /** Whether nobody has killed it. */
    private static boolean isAlive(WorkerHandle worker) {
        return worker.link().exitReason() == null;
    }

    private void gone(LoneCrew lone, Recycling recycling, WorkerHandle worker) {
        unread.removeIf(worker::equals);
        lone.locked(() -> {
            lone.crew.onEnded(worker);
            recycling.onEnded(worker);
            lone.crew.balance(0);
        });
    }

    private static void takeBack(LoneCrew lone, WorkerHandle worker) {
        List<PendingTask<?>> tasks = worker.workload().sentTasks();
        lone.locked(() -> {
            if (worker.workload().revoke(tasks.get(tasks.size() - 1))) {
                worker.markIdleIfDone(lone.timer.now());
                lone.crew.onAnswered(worker);
            }
        });
    }

    /** Its answers are so long that it gets no task until one has been read. */
    private void answerMuch(LoneCrew lone, WorkerHandle worker) {
        worker.workload().unread().add((int) UnreadAnswers.ROOM);
        unread.add(worker);
        lone.answer(worker, worker.workload().firstTask());
    }

    private void read(LoneCrew lone) {
        WorkerHandle worker = unread.remove(random.nextInt(unread.size()));
        if (worker.workload().unread().remove((int) UnreadAnswers.ROOM)) {
            lone.locked(() -> lone.crew.onAvailable(worker));
        }
    }

    // -- What has to be true --

    private static void look(LoneCrew lone) {
        Crew crew = lone.crew;
        Recount.agreesWith(crew.roster(), MOST_WORKERS);
        assertThat(crew.idleCount()).isGreaterThanOrEqualTo((int)
                crew.workers().stream().filter(WorkerHandle::isIdle).count());
        lookForTheIdle(crew);
        lookForRoom(crew, lone.timer.now());
        List<WorkerHandle> crowded = new ArrayList<>();
        crew.eachCrowded(crowded::add);
        assertThat(crowded)
                .containsExactlyInAnyOrderElementsOf(crew.workers().stream()
                        .filter(worker -> worker.workload().sentCount() > 1)
                        .toList());
        crew.workers().forEach(worker -> nobodyWaitsInVain(crew, worker));
    }

    private static void lookForTheIdle(Crew crew) {
        WorkerHandle idle = crew.idleWorker();
        if (idle == null) {
            assertThat(crew.workers()).noneMatch(WorkerHandle::isIdle);
        } else {
            assertThat(crew.workers()).contains(idle);
            assertThat(idle.isIdle()).isTrue();
        }
    }

    private static void lookForRoom(Crew crew, long now) {
        WorkerHandle found = crew.workerWithRoom();
        List<WorkerHandle> all =
                crew.workers().stream().filter(worker -> worker.room(now) > 0).toList();
        if (found == null) {
            assertThat(all).isEmpty();
        } else {
            int fewest = all.stream()
                    .mapToInt(worker -> worker.workload().sentCount())
                    .min()
                    .orElseThrow();
            assertThat(all).contains(found);
            assertThat(found.workload().sentCount()).isEqualTo(fewest);
        }
    }

    private static void nobodyWaitsInVain(Crew crew, WorkerHandle worker) {
        boolean free = worker.workload().isEmpty();
        Life life = worker.life();
        if (free && life == Life.IN_SERVICE) {
            assertThat(worker.standing().isReplaced())
                    .as("its successor stands by, and it has nothing to do")
                    .isFalse();
            assertThat(worker.isUsedUp() && worker.standing().successor() == null)
                    .as("it is used up, and nobody is to take over")
                    .isFalse();
        }
        assertThat(worker.canWarmUp()).as("it has to warm up, and may").isFalse();
        assertThat(free && life == Life.RETIRING && worker.link().exitReason() == null)
                .as("it is to leave, has nothing to do, and was not told")
                .isFalse();
    }
}

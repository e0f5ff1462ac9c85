package io.github.processpool.internal.wire.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.Progress;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreboardTest {

    @TempDir
    Path folder;

    private Scoreboard parent;
    private Scoreboard worker;

    @BeforeEach
    void map() throws IOException {
        parent = Scoreboard.create(folder.resolve("page"));
        worker = Scoreboard.open(folder.resolve("page"));
        parent.seal();
    }

    // -- The life of one sending --

    @Test
    void anEmptyPageKnowsNoTicket() {
        assertThat(parent.hasBegun(1)).isFalse();
        assertThat(parent.hasNotBegun(1)).isFalse();
        assertThat(worker.begin(1, 5)).isFalse();
        assertThat(worker.end(1)).isFalse();
        assertThat(worker.skip(1)).isFalse();
        assertThat(parent.revoke(1)).isFalse();
        assertThat(parent.condemn(1)).isFalse();
    }

    @Test
    void offerBeginEnd() {
        assertThat(parent.offer(1)).isTrue();
        assertThat(parent.hasNotBegun(1)).isTrue();
        assertThat(parent.hasBegun(1)).isFalse();

        assertThat(worker.begin(1, 4711)).isTrue();
        assertThat(parent.hasNotBegun(1)).isFalse();
        assertThat(parent.hasBegun(1)).isTrue();
        assertThat(parent.beganNanos(1)).isEqualTo(4711);
        assertThat(parent.revoke(1)).as("taken back after it has begun").isFalse();

        assertThat(worker.end(1)).isTrue();
        assertThat(parent.hasBegun(1)).isFalse();
        assertThat(parent.hasNotBegun(1)).isFalse();
        assertThat(parent.condemn(1)).as("killed after it has ended").isFalse();
    }

    @Test
    void offerRevokeSkip() {
        parent.offer(1);

        assertThat(parent.revoke(1)).isTrue();
        assertThat(parent.hasNotBegun(1)).isTrue();
        assertThat(worker.begin(1, 5)).as("runs though it was taken back").isFalse();
        assertThat(worker.skip(1)).isTrue();
        assertThat(parent.hasNotBegun(1)).isFalse();
    }

    @Test
    void offerRetractOfferAgain() {
        parent.offer(1);

        assertThat(parent.retract(1)).isTrue();
        assertThat(worker.begin(1, 5)).isFalse();
        assertThat(parent.offer(1)).as("its entry is free").isTrue();
        assertThat(worker.begin(1, 5)).isTrue();
        assertThat(parent.retract(1)).as("it runs").isFalse();
    }

    @Test
    void beginCondemn() {
        parent.offer(1);
        assertThat(parent.condemn(1)).as("condemned before it has begun").isFalse();
        worker.begin(1, 5);

        assertThat(parent.condemn(1)).isTrue();
        assertThat(parent.hasBegun(1)).isTrue();
        assertThat(worker.end(1))
                .as("goes on to the next task though it is to be killed")
                .isFalse();
        assertThat(parent.condemn(1)).as("condemned once more before the kill").isTrue();
    }

    @Test
    void anEntryIsNotUsedAgainBeforeTheWorkerHasComePastIt() {
        long next = 1 + Scoreboard.ENTRIES;
        parent.offer(1);
        assertThat(parent.offer(next)).isFalse();
        parent.revoke(1);
        assertThat(parent.offer(next)).isFalse();
        worker.skip(1);
        assertThat(parent.offer(next)).isTrue();
        assertThat(parent.hasNotBegun(1)).isFalse();
        assertThat(parent.hasNotBegun(next)).isTrue();
        assertThat(worker.begin(1, 5)).as("begins an old ticket").isFalse();
        assertThat(worker.begin(next, 5)).isTrue();
        assertThat(parent.offer(next + Scoreboard.ENTRIES)).isFalse();
    }

    @Test
    void everyEntryIsItsOwn() {
        for (long ticket = 1; ticket <= Scoreboard.ENTRIES; ticket++) {
            assertThat(parent.offer(ticket)).isTrue();
            worker.begin(ticket, ticket * 100);
        }
        worker.progress().write(1, new Progress(1, 2, "x".repeat(1000)));
        for (long ticket = 1; ticket <= Scoreboard.ENTRIES; ticket++) {
            assertThat(parent.hasBegun(ticket)).isTrue();
            assertThat(parent.beganNanos(ticket)).isEqualTo(ticket * 100);
        }
    }

    @Test
    void aPageIsNeverMadeOverAnExistingFile() throws IOException {
        Files.createFile(folder.resolve("page"));

        assertThatThrownBy(() -> Scoreboard.create(folder.resolve("page")))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    // -- Its file --

    @Test
    void onceBothHaveThePageNobodyElseCanOpenIt() {
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aPageThatSomebodyHasCutShortIsRefusedByBothSides() throws IOException {
        Scoreboard made = Scoreboard.create(folder.resolve("other"));
        Files.write(folder.resolve("other"), new byte[100]);

        assertThatThrownBy(() -> Scoreboard.open(folder.resolve("other")))
                .hasMessageContaining("has 100 bytes instead");
        assertThatThrownBy(made::seal).hasMessageContaining("has 100 bytes instead");
    }

    @Test
    void aPageThatIsNotThereAnyMoreIsRefused() throws IOException {
        Scoreboard made = Scoreboard.create(folder.resolve("other"));
        Files.delete(folder.resolve("other"));

        assertThatThrownBy(made::seal).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void beforeItIsSealedThePageOfTheParentIsEmptyAndNoFileCanHarmIt() throws IOException {
        Scoreboard made = Scoreboard.create(folder.resolve("other"));
        Files.write(folder.resolve("other"), new byte[0]);

        assertThat(made.offer(1)).isTrue();
        assertThat(made.hasNotBegun(1)).isTrue();
        assertThat(made.vitals().heartbeatNanos()).isZero();
        assertThat(made.isLost()).isFalse();
    }

    // -- Races --

    @Test
    void aTaskNeverBothRunsAndIsTakenBack() throws Exception {
        for (long ticket = 1; ticket <= 1000; ticket++) {
            long current = ticket;
            parent.offer(current);
            Winners winners = race(() -> worker.begin(current, 1), () -> parent.revoke(current));

            assertThat(winners.worker())
                    .as("ticket %s: begun is %s and taken back is %s", ticket, winners.worker(), winners.parent())
                    .isNotEqualTo(winners.parent());
            assertThat(winners.worker() ? worker.end(current) : worker.skip(current))
                    .isTrue();
        }
    }

    @Test
    void aKillNeverHitsTheTaskAfterTheOneItWasMeantFor() throws Exception {
        for (long ticket = 1; ticket <= 1000; ticket++) {
            long current = ticket;
            parent.offer(current);
            worker.begin(current, 1);
            Winners winners = race(() -> worker.end(current), () -> parent.condemn(current));

            assertThat(winners.worker())
                    .as(
                            "ticket %s: the worker goes on is %s and is killed is %s",
                            ticket, winners.worker(), winners.parent())
                    .isNotEqualTo(winners.parent());
            if (winners.parent()) {
                map(ticket);
            }
        }
    }

    private record Winners(boolean worker, boolean parent) {}

    private final CyclicBarrier start = new CyclicBarrier(2);

    private Winners race(BooleanSupplier byWorker, BooleanSupplier byParent) throws Exception {
        CompletableFuture<Boolean> other = CompletableFuture.supplyAsync(() -> {
            awaitStart();
            return byWorker.getAsBoolean();
        });
        awaitStart();
        boolean parentWon = byParent.getAsBoolean();
        return new Winners(other.get(), parentWon);
    }

    private void awaitStart() {
        try {
            start.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A condemned worker is replaced by one with a page of its own. */
    private void map(long number) throws IOException {
        parent = Scoreboard.create(folder.resolve("page" + number));
        worker = Scoreboard.open(folder.resolve("page" + number));
        parent.seal();
    }

    // -- The elements of a chunk --

    private void beginChunk(long ticket) {
        parent.offer(ticket);
        worker.chunk().begin(ticket);
        worker.begin(ticket, 5);
    }

    @Test
    void theParentSeesHowManyElementsHaveBegun() {
        beginChunk(3);
        assertThat(parent.chunk().elementsBegun(3)).isZero();

        assertThat(worker.chunk().beginElement(3, 0)).isTrue();
        assertThat(worker.chunk().beginElement(3, 1)).isTrue();

        assertThat(parent.chunk().elementsBegun(3)).isEqualTo(2);
        assertThat(parent.chunk().elementsBegun(2)).as("of another ticket").isZero();
    }

    @Test
    void afterACutNoElementBegins() {
        beginChunk(3);
        worker.chunk().beginElement(3, 0);

        assertThat(parent.chunk().cut(3, 2)).as("too few have begun").isEqualTo(-1);
        assertThat(parent.chunk().cut(3, 1)).isEqualTo(1);

        assertThat(worker.chunk().beginElement(3, 1)).isFalse();
        assertThat(parent.chunk().cut(3, 1)).as("a second time").isEqualTo(-1);
        assertThat(parent.chunk().elementsBegun(3)).isEqualTo(1);
    }

    @Test
    void aCutNeverMeetsTheNextChunk() {
        beginChunk(3);
        worker.chunk().beginElement(3, 0);
        worker.end(3);
        beginChunk(4);
        worker.chunk().beginElement(4, 0);

        assertThat(parent.chunk().cut(3, 0)).isEqualTo(-1);
        assertThat(worker.chunk().beginElement(4, 1)).isTrue();
    }

    @Test
    void aCutAndABeginningThatMeetAgreeOnWhoHasTheElement() throws Exception {
        for (long ticket = 1; ticket <= 500; ticket++) {
            beginChunk(ticket);
            worker.chunk().beginElement(ticket, 0);
            long own = ticket;
            CyclicBarrier start = new CyclicBarrier(2);
            CompletableFuture<Integer> cut = CompletableFuture.supplyAsync(() -> {
                await(start);
                return parent.chunk().cut(own, 1);
            });
            await(start);
            int begun = 1;
            while (begun < 100_000 && worker.chunk().beginElement(own, begun)) {
                begun++;
            }
            assertThat(cut.get()).isEqualTo(begun);
            worker.end(own);
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }
}

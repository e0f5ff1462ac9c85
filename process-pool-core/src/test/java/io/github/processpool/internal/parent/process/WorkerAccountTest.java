package io.github.processpool.internal.parent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ExitReason;
import io.github.processpool.internal.parent.process.WorkerAccount.Item;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import org.junit.jupiter.api.Test;

class WorkerAccountTest {

    private static final long KB = 1024;

    private final WorkerLink worker = new WorkerLink(1, 0, new DefinitionTable());
    private final WorkerAccount account = WorkerAccount.withLimit(worker, 100 * KB);

    @Test
    void aWorkerMayUseItsAccountToTheLastByte() {
        assertThat(account.add(Item.DEFINITIONS, 60 * KB)).isTrue();
        assertThat(account.set(Item.ANSWERS, 40 * KB)).isTrue();

        assertThat(account.total()).isEqualTo(100 * KB);
        assertThat(worker.exitReason()).isNull();
    }

    @Test
    void oneThatWantsMoreIsEndedWithAReasonThatSaysWhatItWas() {
        account.add(Item.DEFINITIONS, 60 * KB);
        account.set(Item.INCOMPLETE, 39 * KB);
        assertThat(account.add(Item.DEFINITIONS, 2 * KB)).isFalse();

        assertThat(worker.exitReason()).isEqualTo(ExitReason.PROTOCOL_ERROR);
        assertThat(worker.endWords())
                .isEqualTo("made its parent keep 101 KB for it, of at most 100, and was killed: 62 KB of definitions,"
                        + " 39 KB of a message that is not complete");
    }

    @Test
    void bytesThatAreNotKeptAnyMoreDoNotCount() {
        account.set(Item.ANSWERS, 90 * KB);
        account.set(Item.ANSWERS, 0);

        assertThat(account.add(Item.DEFINITIONS, 90 * KB)).isTrue();
    }

    @Test
    void itIsTightWhenMoreThanHalfIsTaken() {
        account.set(Item.ANSWERS, 50 * KB);
        assertThat(account.isTight()).isFalse();
        account.set(Item.ANSWERS, 50 * KB + 1);
        assertThat(account.isTight()).isTrue();
    }

    @Test
    void honestWorkersHaveRoomForTheLargestPayloadInEachDirection() {
        WorkerAccount usual = WorkerAccount.of(worker, 1000 * KB);

        assertThat(usual.set(Item.INCOMPLETE, 1000 * KB)).isTrue();
        assertThat(usual.set(Item.ANSWERS, 1000 * KB)).isTrue();
        assertThat(usual.add(Item.DEFINITIONS, 1000 * KB)).isTrue();
    }

    @Test
    void theReasonThatCameFirstStays() {
        worker.kill(ExitReason.TIMED_OUT);
        account.add(Item.DEFINITIONS, 200 * KB);

        assertThat(worker.exitReason()).isEqualTo(ExitReason.TIMED_OUT);
        assertThat(worker.endWords()).isNull();
    }
}

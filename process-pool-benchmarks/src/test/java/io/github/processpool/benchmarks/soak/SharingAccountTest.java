package io.github.processpool.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.benchmarks.soak.SharingTasks.Report;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharingAccountTest {

    private final Endings endings = new Endings(pid -> false);
    private final SharingAccount account = new SharingAccount(endings);

    @BeforeEach
    void threeElementsWerePutAndOneMayHaveBeen() {
        account.planned(List.of(1L, 2L, 3L, 4L));
        account.put(new Report(1, List.of(1L, 2L, 3L)));
    }

    @Test
    void balancesWhenEverythingCameOnce() {
        account.took(new Report(2, List.of(2L, 1L)));
        account.received(List.of(3L));

        account.close(2);

        assertThat(endings.problems()).isEmpty();
    }

    @Test
    void acceptsWhatALostProducerHasPut() {
        account.received(List.of(1L, 2L, 3L, 4L));

        account.close(1);

        assertThat(endings.problems()).isEmpty();
    }

    @Test
    void seesAnElementThatCameTwice() {
        account.took(new Report(2, List.of(1L, 2L, 3L)));
        account.received(List.of(2L));

        assertThat(endings.problems()).containsExactly("element 2 came twice");
    }

    @Test
    void seesAnElementThatNobodyPut() {
        account.received(List.of(5L));

        assertThat(endings.problems()).containsExactly("element 5 came and was never put");
    }

    @Test
    void missesWhatNoLostConsumerCanHaveHad() {
        account.received(List.of(1L));
        account.lost(1);

        assertThat(account.isShort()).isTrue();
        account.close(1);
        assertThat(endings.problems()).singleElement().asString().contains("[2, 3]");
    }

    @Test
    void forgivesWhatALostConsumerMayHaveHad() {
        account.received(List.of(1L));
        account.lost(2);

        account.close(1);

        assertThat(endings.problems()).isEmpty();
    }

    @Test
    void seesATicketThatWasGivenOutTwice() {
        account.took(new Report(1, List.of(1L, 2L, 3L)));

        assertThat(endings.problems()).containsExactly("ticket 1 was given out twice");
    }

    @Test
    void seesATicketThatWasNeverGivenOut() {
        account.took(new Report(9, List.of(1L, 2L, 3L)));

        account.close(2);

        assertThat(endings.problems()).singleElement().asString().contains("of 2 tickets");
    }
}

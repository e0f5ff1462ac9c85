package io.github.processpool.cluster.internal.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.internal.federation.Room;
import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final long UNUSED_FOR_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    /** A credit that lies unused is no round trip, and a task that is sent ahead would wait behind a long one for ever. */
    @Test
    void hasOnlyShortTasksSentAheadHoweverLongACreditWasUnused() {
        Ledger ledger = new Ledger();
        Account account = open(ledger);
        ledger.setRoom(new Room(1, 1, 0, 0, false));
        ledger.demand(account, 1);
        ledger.give(1, new LinkedHashMap<>());

        ledger.use(account, UNUSED_FOR_NANOS);
        ledger.arrived();

        ledger.setRoom(new Room(1, 1, 1, TimeUnit.MILLISECONDS.toNanos(150), false));
        assertThat(ledger.free()).isZero();

        ledger.setRoom(new Room(1, 1, 0, 0, false));
        ledger.demand(account, 1);
        ledger.give(UNUSED_FOR_NANOS + 1, new LinkedHashMap<>());
        ledger.use(account, UNUSED_FOR_NANOS + 1 + TimeUnit.MILLISECONDS.toNanos(3));
        ledger.arrived();

        ledger.setRoom(new Room(1, 1, 1, TimeUnit.MILLISECONDS.toNanos(2), false));
        assertThat(ledger.free())
                .as("as many as are done on the way there and back, twice")
                .isEqualTo(3);
    }

    /** Another thread may give room between the two. */
    @Test
    void countsATaskThatHasComeIntoThePoolUntilThePoolWasAsked() {
        Ledger ledger = new Ledger();
        Account account = open(ledger);
        ledger.setRoom(new Room(1, 1, 0, 0, false));
        ledger.demand(account, 2);
        ledger.give(1, new LinkedHashMap<>());
        ledger.use(account, 2);
        assertThat(ledger.free()).isZero();

        ledger.arrived();
        assertThat(ledger.free()).isZero();

        ledger.setRoom(new Room(1, 1, 1, 0, false));
        assertThat(ledger.free()).isZero();
        ledger.setRoom(new Room(1, 1, 0, 0, false));
        assertThat(ledger.free()).isOne();
    }

    @Test
    void hasDozensOfTheShortestTasksSentAheadHoweverShortTheWayIs() {
        Ledger ledger = new Ledger();
        Account account = open(ledger);
        ledger.setRoom(new Room(1, 1, 0, 0, false));
        ledger.demand(account, 1);
        ledger.give(1, new LinkedHashMap<>());
        ledger.use(account, 1 + TimeUnit.MICROSECONDS.toNanos(60));
        ledger.arrived();

        ledger.setRoom(new Room(1, 1, 1, TimeUnit.MICROSECONDS.toNanos(20), false));
        assertThat(ledger.free()).as("as many as are done in 500 µs").isEqualTo(25);

        ledger.setRoom(new Room(1, 1, 1, TimeUnit.MICROSECONDS.toNanos(2), false));
        assertThat(ledger.free()).as("no more than 64").isEqualTo(64);

        ledger.setRoom(new Room(1, 1, 1, TimeUnit.MICROSECONDS.toNanos(200), false));
        assertThat(ledger.free()).as("they take longer than three ways").isZero();
    }

    private static Account open(Ledger ledger) {
        Account account = new Account();
        ledger.open(account);
        return account;
    }
}

package io.github.processpool.cluster.internal.host;

import io.github.processpool.internal.federation.Room;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Divides the room of a host among the submitters. It sends nothing.
 *
 * <p>Room is slots and what may be sent ahead, less the tasks that are here, less the credits that are outstanding. Ahead is nothing, or
 * one task for each slot while tasks are so short that a slot would be idle for a good part of the time until the next one comes, or as
 * many as a slot runs in the time that two round trips take, or in half a millisecond. So a task that is sent ahead waits here for hardly
 * longer than it would have waited for a credit elsewhere; if it does, its submitter takes it back as soon as it knows a better place.
 * Room goes to those with demand in turn, one each; when nobody has any, to each who has none, as far as workers are idle: one
 * <em>standing</em> credit, so that the first task of a quiet cluster waits for nothing. A credit that somebody else needs is asked back.
 *
 * <p><b>Thread safety:</b> needs the engine's lock.
 */
final class Ledger {

    /** A task that takes fewer round trips than this is worth sending ahead: a third more of them are run. */
    private static final int SHORT_IN_ROUND_TRIPS = 3;
    /** But none that takes longer: round trips are long where a credit was not used at once. */
    private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** One on the way, and one while the next is on it. */
    private static final int AHEAD_IN_ROUND_TRIPS = 2;
    /**
     * But so much in any case: the shortest round trip is that of a quiet member. One that is busy takes tasks and gives answers by the
     * dozen, as long as there are dozens.
     */
    private static final long LEAST_AHEAD_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    /** For each slot, however short they are: more are of no use, and have to be waited for should one of them take long. */
    private static final int MOST_AHEAD = 64;

    private final List<Account> accounts = new ArrayList<>();
    /** Whose turn it is. */
    private int next;
    /** Credits of accounts that are closed are not among these. */
    private Room room = new Room(0, 0, 0, 0, false);
    /** Tasks that have come and are not in the pool yet. */
    private int arriving;
    /** Those that are, since the room was looked at last. */
    private int unseen;
    /** How long the way there and back takes; 0: not known. */
    private long roundTripNanos;

    void open(Account account) {
        accounts.add(account);
    }

    void close(Account account) {
        int index = accounts.indexOf(account);
        if (index >= 0) {
            accounts.remove(index);
            next -= index < next ? 1 : 0;
        }
    }

    // -- What changes --

    void setRoom(Room now) {
        room = now;
        unseen = 0;
    }

    Room room() {
        return room;
    }

    void demand(Account account, int count) {
        account.demand = count;
    }

    /** A task has come: uses up a credit; false if there was none. */
    boolean use(Account account, long now) {
        if (account.outstanding == 0) {
            return false;
        }
        back(account, 1, now);
        if (account.askedNanos != 0) {
            noteWay(now - account.askedNanos);
            account.askedNanos = 0;
        }
        arriving++;
        return true;
    }

    /** One that took long may have lain unused over there: the shortest way counts, and grows by an eighth of itself at most. */
    private void noteWay(long nanos) {
        long known = roundTripNanos;
        roundTripNanos = known == 0 || nanos < known ? nanos : known + Math.min(nanos - known, known) / 8;
    }

    /** A task that had come is in the pool, and so among those of the next room. */
    void arrived() {
        arriving--;
        unseen++;
    }

    /** A task that had come was not taken. */
    void notTaken() {
        arriving--;
    }

    void release(Account account, int count, long now) {
        back(account, Math.min(count, account.outstanding), now);
    }

    private static void back(Account account, int count, long now) {
        account.outstanding -= count;
        account.revoked = Math.max(0, account.revoked - count);
        account.quietSinceNanos = now;
    }

    // -- What follows --

    /** Returns how many more tasks would be welcome; below 0: too many are. */
    int free() {
        return room.slots() + ahead() - room.occupied() - arriving - unseen - outstanding();
    }

    int outstanding() {
        int sum = 0;
        for (Account account : accounts) {
            sum += account.outstanding;
        }
        return sum;
    }

    private int ahead() {
        long mean = room.guestMeanNanos();
        if (mean <= 0 || mean >= Math.min(SHORT_NANOS, SHORT_IN_ROUND_TRIPS * roundTripNanos)) {
            return 0;
        }
        long each = Math.max(LEAST_AHEAD_NANOS, AHEAD_IN_ROUND_TRIPS * roundTripNanos) / mean;
        return room.slots() * (int) Math.max(1, Math.min(each, MOST_AHEAD));
    }

    long roundTripNanos() {
        return roundTripNanos;
    }

    /** Gives what there is to those with demand in turn, then one each to those who have nothing; notes who gets how many. */
    void give(long now, Map<Account, Integer> given) {
        int free = free();
        int passedOver = 0;
        while (free > 0 && passedOver < accounts.size()) {
            Account account = accounts.get(next % accounts.size());
            next = (next + 1) % accounts.size();
            if (account.demand > 0) {
                passedOver = 0;
                free--;
                boolean first = account.outstanding == 0;
                give(account, given, now);
                account.demand--;
                account.askedNanos = first ? now : account.askedNanos;
            } else {
                passedOver++;
            }
        }
        int idle = Math.min(free, room.ready() - room.occupied() - arriving - unseen - outstanding());
        for (Account account : accounts) {
            if (idle > 0 && account.outstanding == 0) {
                idle--;
                give(account, given, now);
                account.askedNanos = 0;
            }
        }
    }

    private static void give(Account account, Map<Account, Integer> given, long now) {
        given.merge(account, 1, Integer::sum); // First: what is noted nowhere would never come back.
        if (account.outstanding++ == 0) {
            account.quietSinceNanos = now;
        }
    }

    /** What was given could not be said: it is not outstanding, and wanted as before. */
    void takeBack(Account account, int count) {
        account.outstanding -= count;
        account.demand += count;
        account.askedNanos = 0;
    }

    /** Credits were asked back. */
    void revoked(Account account, int count) {
        account.revoked += count;
    }

    // -- Which credits to ask back; what was asked for is noted by {@link #revoked} --

    /** Somebody needs room and there is none: returns whose credits to ask back, those of submitters without demand. */
    Map<Account, Integer> revokeStanding() {
        int needed = -askedBack();
        for (Account account : accounts) {
            needed += account.demand;
        }
        return needed <= 0 || free() > 0
                ? Map.of()
                : revoke(needed, accounts.stream().filter(a -> a.demand == 0).toList());
    }

    /** Tasks of the host's own have taken room that was given before, and that for a while: returns whose credits to ask back. */
    Map<Account, Integer> revokeOverdraft() {
        return revoke(
                -free() - askedBack(),
                accounts.stream().sorted(Comparator.comparingInt(a -> a.demand)).toList());
    }

    /** Some have room and do not use it, though they have demand, while others have none: returns whose credits to ask back. */
    Map<Account, Integer> revokeUnused(long now, long patienceNanos) {
        boolean starved = accounts.stream().anyMatch(account -> account.demand > 0 && account.outstanding == 0);
        return !starved || free() > 0
                ? Map.of()
                : revoke(
                        1,
                        accounts.stream()
                                .filter(account -> now - account.quietSinceNanos >= patienceNanos)
                                .toList());
    }

    /** Returns whether {@link #revokeUnused} may be worth while later. */
    boolean hasStarved() {
        return accounts.stream().anyMatch(account -> account.demand > 0 && account.outstanding == 0)
                && accounts.stream().anyMatch(account -> account.free() > 0);
    }

    /** Returns whether somebody needs more room than there is. */
    boolean wantsRoom() {
        return accounts.stream().anyMatch(account -> account.demand > 0);
    }

    private int askedBack() {
        return accounts.stream().mapToInt(account -> account.revoked).sum();
    }

    private static Map<Account, Integer> revoke(int count, List<Account> from) {
        Map<Account, Integer> revoked = new LinkedHashMap<>();
        int left = count;
        for (Account account : from) {
            int some = Math.min(left, account.free());
            if (some > 0) {
                left -= some;
                revoked.put(account, some);
            }
        }
        return revoked;
    }

    /** All credits are void: nobody may send any more; returns who has some. */
    Map<Account, Integer> revokeAll() {
        return revoke(Integer.MAX_VALUE, accounts);
    }
}

package io.github.processpool.internal.parent;

import io.github.processpool.MemberLostException.Begun;
import io.github.processpool.ProcessFuture;
import io.github.processpool.Progress;
import io.github.processpool.internal.federation.FederatedLimits;
import io.github.processpool.internal.federation.FederatedPool;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.federation.GuestSpace;
import io.github.processpool.internal.federation.GuestTask;
import io.github.processpool.internal.federation.Room;
import io.github.processpool.internal.parent.away.AwayTasks;
import io.github.processpool.internal.parent.guest.GuestHost;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.supervision.Inspections;
import io.github.processpool.internal.parent.supervision.MemberNews;
import io.github.processpool.internal.parent.task.Absence;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.message.Message.Define;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A pool as the {@link io.github.processpool.internal.federation.Federation} sees it that it shares with the other members of a cluster:
 * hands on what that tells of tasks that the pool has sent, and what it asks of the pool as a host.
 *
 * <p><b>Thread safety:</b> immutable; see the parts.
 */
final class MemberPool implements FederatedPool {

    private final PoolContext pool;
    /** Has written what is sent. */
    private final Codec codec;

    private final AwayTasks away;
    private final MemberNews news;
    private final GuestHost guests;
    private final Inspections inspections;

    private MemberPool(
            PoolContext pool, Codec codec, AwayTasks away, MemberNews news, GuestHost guests, Inspections inspections) {
        this.pool = pool;
        this.away = away;
        this.codec = codec;
        this.news = news;
        this.guests = guests;
        this.inspections = inspections;
    }

    /** Puts one together for a pool that has other members. */
    static MemberPool of(Foundation ground, TaskPath tasks, Workforce workforce, Codecs codecs) {
        AwayTasks away = Objects.requireNonNull(tasks.away, "away");
        Codec ofMembers = codecs.codecOfMembers(ground.threads().contextClassLoader());
        MemberNews news = workforce.memberNews(tasks, away, ofMembers);
        return new MemberPool(ground.pool(), codecs.codec(), away, news, tasks.guests, workforce.inspections());
    }

    @Override
    public String name() {
        return pool.name();
    }

    // -- As a submitter --

    @Override
    public Define definition(int number) {
        return codec.definition(number);
    }

    @Override
    public void onRoom() {
        news.onRoom();
    }

    @Override
    public void onBegun(long ticket, long pid, long agoNanos) {
        news.onBegun(ticket, pid, agoNanos);
    }

    @Override
    public void onProgress(long ticket, Progress progress) {
        news.onProgress(ticket, progress);
    }

    @Override
    public void onAnswer(long ticket, GuestAnswer answer) {
        news.onAnswer(ticket, answer);
    }

    @Override
    public void onTimeUp(long ticket, GuestAnswer answer) {
        news.onTimeUp(ticket, answer);
    }

    @Override
    public void onRefused(long ticket) {
        news.onRefused(ticket);
    }

    @Override
    public void onLost(long ticket, Begun begun, String words, long orphanNanos) {
        news.onLost(ticket, begun, words, orphanNanos);
    }

    // -- As a host --

    @Override
    public @Nullable ProcessFuture<?> future(long ticket) {
        try (var held = pool.lock().hold()) {
            Absence absence = away.find(ticket);
            return absence == null ? null : absence.task();
        }
    }

    @Override
    public FederatedLimits limits() {
        return guests.limits();
    }

    @Override
    public Room room() {
        return guests.room();
    }

    @Override
    public GuestSpace openSpace() {
        return guests.openSpace();
    }

    @Override
    public CompletableFuture<String> threadDump(long pid) {
        return inspections.threadDump(pid);
    }

    @Override
    public ProcessFuture<GuestAnswer> run(GuestTask task, Runnable onEnd) {
        return guests.run(task, onEnd);
    }

    @Override
    public void withdraw(ProcessFuture<GuestAnswer> guest) {
        guests.withdraw(guest);
    }
}

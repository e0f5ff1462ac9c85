package io.github.processpool.cluster.internal.submit;

import io.github.processpool.cluster.ClusterSnapshot.Running;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this side has of a pool on another member, for those who look on.
 *
 * @param held credits
 * @param sent tasks that are there
 * @param running some of them that run, as far as that was told
 */
public record AwayView(int held, int sent, List<Running> running) {

    private static final int LISTED = 100;
    private static final AwayView NOTHING = new AwayView(0, 0, List.of());

    static AwayView of(@Nullable Counterpart member, long now) {
        if (member == null) {
            return NOTHING;
        }
        List<Running> running = member.sent.values().stream()
                .filter(sent -> sent.begun)
                .limit(LISTED)
                .map(sent -> new Running(sent.task.name(), sent.pid, Duration.ofNanos(now - sent.begunNanos)))
                .toList();
        return new AwayView(member.held, member.sent.size(), running);
    }
}

package io.github.processpool.cluster.internal.jgroups;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jgroups.Address;
import org.jgroups.View;
import org.jgroups.protocols.PerDestinationBundler;

/**
 * Has one thread send to each member. By default the engine has one for all, and one member that stands still, whose connection is full
 * or whose handshake does not end, keeps what is sent to others waiting: views, heartbeats, and the answers that a merge waits for.
 *
 * <p><b>Thread safety:</b> as the engine's.
 */
final class Senders extends PerDestinationBundler {

    Senders() {
        useSingleSenderThread(false);
    }

    /** The engine ends threads of those who leave, but not of those who were only asked or answered. */
    @Override
    public void viewChange(View view) {
        super.viewChange(view);
        Set<Address> strangers = others(view.getMembers());
        if (!strangers.isEmpty()) {
            transport
                    .getTimer()
                    .schedule(
                            () -> {
                                strangers.retainAll(others(members));
                                removeLeftMembers(List.copyOf(strangers));
                            },
                            remove_delay,
                            TimeUnit.MILLISECONDS);
        }
    }

    private Set<Address> others(Collection<Address> members) {
        return dests.keySet().stream()
                .filter(address -> !address.equals(NULL) && !members.contains(address))
                .collect(Collectors.toSet());
    }
}

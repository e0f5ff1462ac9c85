package io.github.processpool.cluster.internal.jgroups;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jgroups.Address;
import org.jgroups.Event;
import org.jgroups.JChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns once of each name that several members of a view have. One that was killed and has started again is in the view twice for as long
 * as the first is not missed, so it looks again after that time.
 *
 * <p><b>Thread safety:</b> any thread; guarded by this, under which nothing is called that waits.
 */
final class Namesakes {

    private static final Logger LOG = LoggerFactory.getLogger(Namesakes.class);

    private final String cluster;
    private final long patienceMillis;
    private final Set<String> warned = new HashSet<>();
    private boolean lookDue;

    Namesakes(String cluster, Duration failureTimeout) {
        this.cluster = cluster;
        this.patienceMillis = 2 * failureTimeout.toMillis();
    }

    /** There is a new view. */
    synchronized void onView(JChannel channel, Collection<Address> members) {
        if (lookDue || suspects(members).isEmpty()) {
            return;
        }
        lookDue = true;
        channel.getProtocolStack()
                .getTransport()
                .getTimer()
                .schedule(() -> look(channel), patienceMillis, TimeUnit.MILLISECONDS);
    }

    private void look(JChannel channel) {
        if (!channel.isConnected()) {
            return;
        }
        Map<String, List<Address>> found;
        synchronized (this) {
            lookDue = false;
            found = suspects(channel.getView().getMembers());
            warned.addAll(found.keySet());
        }
        found.forEach((name, members) -> LOG.warn(
                "Members of cluster '{}' at {} are all called '{}', so that neither messages nor requests for thread dumps tell them apart:"
                        + " give each a member-name of its own",
                cluster,
                members.stream().map(member -> where(channel, member)).toList(),
                name));
    }

    /** By the names that several have, and that nobody was warned of. */
    private Map<String, List<Address>> suspects(Collection<Address> members) {
        Map<String, List<Address>> byName = new LinkedHashMap<>();
        for (Address member : members) {
            byName.computeIfAbsent(Stack.name(member), name -> new ArrayList<>())
                    .add(member);
        }
        byName.entrySet().removeIf(entry -> entry.getValue().size() == 1 || warned.contains(entry.getKey()));
        return byName;
    }

    private static String where(JChannel channel, Address member) {
        Object known = channel.down(new Event(Event.GET_PHYSICAL_ADDRESS, member));
        return known == null ? "an address that is not known yet" : known.toString();
    }
}

package io.github.processpool.cluster.internal.jgroups;

import io.github.processpool.cluster.Discovery;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.Event;
import org.jgroups.Message;
import org.jgroups.PhysicalAddress;
import org.jgroups.View;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.PingData;
import org.jgroups.protocols.PingHeader;
import org.jgroups.protocols.TCPPING;
import org.jgroups.stack.IpAddress;
import org.jgroups.util.ByteArray;
import org.jgroups.util.NameCache;
import org.jgroups.util.Responses;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's protocol that looks for members: has a {@link Discovery} say where they may be, and asks there. The engine's own have one
 * class for each way, and remember addresses for ever; this one forgets those that were in no view and no answer for an hour, but until
 * then it finds others again even if whatever knew them has gone.
 *
 * <p><b>Thread safety:</b> the engine's threads; {@code asking} keeps all but one from asking.
 */
final class Finder extends org.jgroups.protocols.Discovery {

    private static final Logger LOG = LoggerFactory.getLogger(Finder.class);
    private static final long WHILE_NOT_ALONE = TimeUnit.SECONDS.toNanos(30);
    private static final long REMEMBERED = TimeUnit.HOURS.toNanos(1);
    private static final long BEFORE_CLEANING = 10;

    private final Discovery source;
    private final String name;
    private final Map<IpAddress, Long> known = new ConcurrentHashMap<>();
    private final AtomicBoolean asking = new AtomicBoolean();

    /** Those who have neither answered the search at the start, nor turned out to be nowhere. */
    private final Set<PhysicalAddress> awaited = ConcurrentHashMap.newKeySet();

    private volatile @Nullable Responses search;
    private volatile long asked;
    private volatile boolean failing;
    private volatile boolean closing;

    Finder(Discovery source, String name) {
        this.source = source;
        this.name = name;
        // The engine identifies protocols by number, and knows no classes of others.
        setId(ClassConfigurator.getProtocolId(TCPPING.class));
        // Neither a slow database nor a host that does not answer may hold up the engine's timer.
        async_discovery = true;
        async_discovery_use_separate_thread_per_request = true;
    }

    /** Has the first member tell the others, and a new one, where all are. */
    @Override
    public boolean isDynamic() {
        return false;
    }

    @Override
    protected void findMembers(List<Address> members, boolean initial, Responses responses) {
        if (!(self() instanceof IpAddress self)) {
            return;
        }
        ask(self, initial);
        List<IpAddress> others = new ArrayList<>(known.keySet());
        others.remove(self);
        if (closing || initial && others.isEmpty()) {
            responses.done();
            return;
        }
        PingData data = new PingData(local_addr, false, NameCache.get(local_addr), self);
        if (members != null && members.size() <= max_members_in_discovery_request) {
            data.mbrs(members);
        }
        ByteArray bytes = marshal(data);
        PingHeader header = new PingHeader(PingHeader.GET_MBRS_REQ)
                .clusterName(cluster_name)
                .initialDiscovery(initial);
        if (initial) {
            awaited.addAll(others);
            search = responses;
        }
        for (IpAddress other : others) {
            Message request = new BytesMessage(other)
                    .setFlag(Message.Flag.DONT_BUNDLE, Message.Flag.OOB)
                    .setFlag(Message.TransientFlag.DONT_LOOPBACK)
                    .putHeader(id, header)
                    .setArray(bytes);
            timer.execute(() -> down_prot.down(request), sends_can_block);
        }
    }

    /** Is told where nobody listens, or a stranger; and who has answered. */
    void awaitNoMore(PhysicalAddress address) {
        Responses responses = search;
        // Whoever begins alone need not wait for others that are not there.
        if (awaited.remove(address) && awaited.isEmpty() && responses != null) {
            responses.done();
        }
    }

    @Override
    protected void handleDiscoveryResponse(PingData data, Address sender) {
        super.handleDiscoveryResponse(data, sender);
        if (data != null && data.getPhysicalAddr() != null) {
            remember(data.getPhysicalAddr());
            awaitNoMore(data.getPhysicalAddr());
        }
    }

    private Object self() {
        return down_prot.down(new Event(Event.GET_PHYSICAL_ADDRESS, local_addr));
    }

    private void ask(IpAddress self, boolean initial) {
        long now = System.nanoTime();
        View seen = view;
        boolean alone = seen == null || seen.size() == 1;
        if (!initial && !alone && now - asked < WHILE_NOT_ALONE || !asking.compareAndSet(false, true)) {
            return;
        }
        try {
            asked = now;
            for (InetSocketAddress address : source.find(name, socketAddress(self))) {
                if (!address.isUnresolved()) {
                    known.put(new IpAddress(address.getAddress(), address.getPort()), now);
                }
            }
            addresses().forEach(this::remember);
            known.values().removeIf(last -> now - last > REMEMBERED);
            if (failing) {
                LOG.info("Members of cluster '{}' can be looked for again", name);
            }
            failing = false;
        } catch (Exception e) {
            if (!failing && !closing) {
                LOG.warn(
                        "Members of cluster '{}' can't be looked for now: {}. Those that are known stay, and it is tried again",
                        name,
                        e.toString());
                LOG.debug("This is why", e);
            }
            failing = true;
        } finally {
            asking.set(false);
        }
    }

    @Override
    public Object down(Event event) {
        Object result = super.down(event);
        if (event.getType() == Event.VIEW_CHANGE) {
            addresses().forEach(this::remember);
            // Others that begin just now have a row already, and are in no view yet.
            timer.schedule(this::keepOnlyMembers, BEFORE_CLEANING, TimeUnit.SECONDS);
        }
        return result;
    }

    @Override
    public void discoveryRequestReceived(Address sender, String logicalName, PhysicalAddress address) {
        remember(address);
    }

    private void remember(PhysicalAddress address) {
        if (address instanceof IpAddress ip) {
            known.put(ip, System.nanoTime());
        }
    }

    private List<IpAddress> addresses() {
        List<IpAddress> addresses = new ArrayList<>();
        View seen = view;
        for (Address member : seen == null ? List.<Address>of() : seen.getMembers()) {
            if (down_prot.down(new Event(Event.GET_PHYSICAL_ADDRESS, member)) instanceof IpAddress ip) {
                addresses.add(ip);
            }
        }
        return addresses;
    }

    private void keepOnlyMembers() {
        Collection<InetSocketAddress> members =
                addresses().stream().map(Finder::socketAddress).toList();
        View seen = view;
        // One of them does it; and none that does not know where all of them are.
        if (closing || !is_coord || seen == null || members.size() != seen.size()) {
            return;
        }
        try {
            source.keepOnly(name, members);
        } catch (Exception e) {
            LOG.debug("Members of cluster '{}' that are gone can't be removed from {}", name, source, e);
        }
    }

    /** Ends a search that runs. The member stands alone then, or leaves. */
    void giveUp() {
        closing = true;
        synchronized (ping_responses) {
            ping_responses.values().forEach(Responses::done);
        }
    }

    void leave() {
        if (asked == 0 || !(self() instanceof IpAddress self)) {
            return;
        }
        try {
            source.leave(name, socketAddress(self));
        } catch (Exception e) {
            LOG.debug("This member can't be removed from {}", source, e);
        }
    }

    private static InetSocketAddress socketAddress(IpAddress address) {
        return new InetSocketAddress(address.getIpAddress(), address.getPort());
    }
}

package io.github.processpool.cluster.internal.jgroups;

import io.github.processpool.cluster.Discovery;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Finds members under names that are configured: each name stands for one host, or for all addresses that the name service has for it.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class NamedHosts implements Discovery {

    private static final int OWN_PORT = 0;

    private record Host(String name, int port) {}

    private final List<Host> hosts;
    private final boolean all;

    /**
     * Checks the names, and asks for none yet.
     *
     * @param all whether a name stands for all its addresses
     * @throws IllegalArgumentException if there is no name, or one is none
     */
    public NamedHosts(List<String> names, boolean all) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException(
                    "The members of the cluster must not be empty, where discovery is static");
        }
        hosts = names.stream().map(NamedHosts::host).toList();
        this.all = all;
    }

    private static Host host(String text) {
        String trimmed = text.strip();
        int colon = trimmed.lastIndexOf(':');
        // An IPv6 address without brackets has colons of its own, and no port.
        boolean port = colon >= 0 && (colon == trimmed.indexOf(':') || trimmed.charAt(colon - 1) == ']');
        String name = port ? trimmed.substring(0, colon) : trimmed;
        if (name.isEmpty()) {
            throw new IllegalArgumentException(
                    "A member of the cluster is given as host or host:port, not as '" + text + "'");
        }
        return new Host(name, port ? port(trimmed.substring(colon + 1), text) : OWN_PORT);
    }

    private static int port(String digits, String text) {
        int port;
        try {
            port = Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            port = -1;
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "The port of the cluster's member '" + text + "' must be between 1 and 65535");
        }
        return port;
    }

    @Override
    public Collection<InetSocketAddress> find(String cluster, InetSocketAddress self) throws UnknownHostException {
        List<InetSocketAddress> found = new ArrayList<>();
        UnknownHostException unknown = null;
        for (Host host : hosts) {
            try {
                InetAddress[] addresses = InetAddress.getAllByName(host.name());
                for (int i = 0; i < (all ? addresses.length : 1); i++) {
                    found.add(new InetSocketAddress(
                            addresses[i], host.port() == OWN_PORT ? self.getPort() : host.port()));
                }
            } catch (UnknownHostException e) {
                unknown = e;
            }
        }
        // One host of many that is not known yet is no reason to leave out the others.
        if (found.isEmpty() && unknown != null) {
            throw unknown;
        }
        return found;
    }

    @Override
    public String toString() {
        return (all ? "dns " : "members ") + hosts.stream().map(Host::name).toList();
    }
}

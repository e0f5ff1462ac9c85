package io.github.processpool.cluster.internal.jgroups;

import io.github.processpool.cluster.ClusterTls;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Refuses what a cluster must not be made of, each with one message that names the setting. */
public final class SettingsCheck {

    private static final Duration SHORTEST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int LONGEST_NAME = 100;

    private SettingsCheck() {}

    /** Every character of it travels with messages, and goes into a column of a table. */
    public static void name(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException(
                    "The name of the cluster must not be empty: members with the same name belong together");
        }
        if (name.length() > LONGEST_NAME || !name.chars().allMatch(c -> c >= ' ' && c < 127)) {
            throw new IllegalArgumentException("The name of the cluster must have " + LONGEST_NAME
                    + " ASCII characters at most, not '" + name + "'");
        }
    }

    /** A wildcard would listen where nobody thought of, and is nothing that others could connect to. */
    public static void bindAddress(InetAddress address) {
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            throw new IllegalArgumentException(
                    "The bind address of the cluster must be one address of this machine, as the other"
                            + " members reach it, not " + address.getHostAddress());
        }
    }

    /** One that is chosen at random could not be found by others. */
    public static void port(int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("The port of the cluster must be between 1 and 65535, not " + port);
        }
    }

    /** Shorter ones would take a busy machine for a lost one. */
    public static void failureTimeout(Duration timeout) {
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "The failure timeout of the cluster must be between 2 seconds and 10 minutes, not " + timeout);
        }
    }

    /** Whoever reaches a cluster without TLS can have code run by its members. */
    public static void safe(InetAddress address, @Nullable ClusterTls tls, boolean insecure) {
        if (tls == null && !insecure && !address.isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    "The cluster has no TLS, and its bind address " + address.getHostAddress()
                            + " can be reached by others, who could run code here. Give it a secret or a certificate; or say that it is"
                            + " insecure, where the network itself keeps everybody out");
        }
    }
}

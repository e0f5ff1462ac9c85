package io.github.processpool.cluster.internal.jgroups;

import io.github.processpool.cluster.ClusterTls;
import io.github.processpool.cluster.Discovery;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a transport is made of. Made by the builder of a cluster, which has each part checked by {@link SettingsCheck}.
 *
 * @param name of the cluster; members with another one are strangers
 * @param bindAddress of this machine, as others reach it
 * @param port that it listens on, and nothing else of it
 * @param discovery where others may be
 * @param tls null for a cluster without
 * @param failureTimeout within which a member that hangs is taken for lost
 * @param memberName for people; empty for host and port
 */
public record JGroupsSettings(
        String name,
        InetAddress bindAddress,
        int port,
        Discovery discovery,
        @Nullable ClusterTls tls,
        Duration failureTimeout,
        String memberName) {

    /** What is not configured otherwise. */
    public static final int DEFAULT_PORT = 7800;

    public static final Duration DEFAULT_FAILURE_TIMEOUT = Duration.ofSeconds(20);

    /**
     * Checks all of it but what needs a word more, {@link SettingsCheck#safe}.
     *
     * @throws IllegalArgumentException names the setting
     */
    public JGroupsSettings {
        SettingsCheck.name(name);
        SettingsCheck.bindAddress(bindAddress);
        SettingsCheck.port(port);
        SettingsCheck.failureTimeout(failureTimeout);
    }

    /** Returns what this member is called. */
    public String memberName() {
        return memberName.isEmpty() ? bindAddress.getHostAddress() + ":" + port : memberName;
    }
}

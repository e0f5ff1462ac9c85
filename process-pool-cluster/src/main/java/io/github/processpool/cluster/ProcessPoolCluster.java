package io.github.processpool.cluster;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.ProcessPoolExecutorBuilder;
import io.github.processpool.cluster.internal.build.BuildFingerprint;
import io.github.processpool.cluster.internal.engine.EngineSettings;
import io.github.processpool.cluster.internal.jgroups.JGroupsSettings;
import io.github.processpool.cluster.internal.jgroups.JGroupsTransport;
import io.github.processpool.cluster.internal.jgroups.SettingsCheck;
import io.github.processpool.cluster.internal.member.ClusterMember;
import io.github.processpool.cluster.internal.session.Self;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One member of a cluster of JVMs whose pools run each other's tasks: a task that finds no idle worker here goes to a member that has
 * one, and its future is what it would have been here.
 *
 * <pre>{@code
 * ProcessPoolCluster cluster = ProcessPoolCluster.builder()
 *         .name("shop")
 *         .bindAddress(address)
 *         .discovery(Discovery.members(members))
 *         .secret(secret)
 *         .start();
 * ProcessPoolExecutor pool = cluster.join(
 *         ProcessPoolExecutor.builder().name("reports").maxWorkers(4), ClusterPoolOptions.defaults());
 * }</pre>
 *
 * <p>A cluster that can't be joined is no failure: its pools work alone, and it is tried again. Leave before the pools are closed.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public interface ProcessPoolCluster extends AutoCloseable {

    /**
     * Begins to describe a member.
     *
     * @return without a name, which it needs
     */
    static Builder builder() {
        return new Builder();
    }

    /**
     * Opens a pool that belongs to all pools of its name in the cluster.
     *
     * @param pool says how it is to be; can be used again
     * @param options how it takes part
     * @return running; to be closed as any other, after this member has left
     * @throws IllegalStateException if a pool of its name is joined already
     */
    ProcessPoolExecutor join(ProcessPoolExecutorBuilder pool, ClusterPoolOptions options);

    /**
     * Returns who is there, and what runs where.
     *
     * @return a snapshot
     */
    ClusterSnapshot snapshot();

    /**
     * Adds a listener.
     *
     * @param listener hears of what happens from now on
     */
    void addListener(ClusterListener listener);

    /**
     * Asks another member for the stacks of the threads of one of its workers.
     *
     * @param pool joined here and there
     * @param member its name, as in {@link io.github.processpool.ProcessFuture#member}
     * @param pid a worker of that pool on that member
     * @return text, cut off where it is very long. Fails with an {@link IllegalArgumentException} if there is no such worker, and with a
     *     {@link io.github.processpool.WorkerInspectionException} if the worker or the member does not answer in time, or is lost
     * @throws IllegalArgumentException if there is no such pool or member; the message lists those there are
     */
    CompletableFuture<String> threadDump(String pool, String member, long pid);

    /**
     * Leaves the cluster, in order: no new guests are taken and no tasks are sent; those that are on their way end within the budget.
     * Guests that do not are stopped, and their submitters told. Pools go on alone. An interrupt ends the wait.
     *
     * @param budget how long that may take; zero or more
     * @return the futures of own tasks that were still with others: they are run again or fail, as after the loss of a member. Empty if
     *     it has left before
     */
    List<ProcessFuture<?>> leave(Duration budget);

    /** Leaves within ten seconds. */
    @Override
    default void close() {
        leave(Duration.ofSeconds(10));
    }

    /** Describes a member; not safe for use by several threads. */
    final class Builder {

        private String name = "";
        private String memberName = "";
        private @Nullable ClusterTransport transport;
        private @Nullable InetAddress bindAddress;
        private int port = JGroupsSettings.DEFAULT_PORT;
        private @Nullable Discovery discovery;
        private @Nullable ClusterTls tls;
        private boolean insecure;
        private Role role = Role.BOTH;
        private Duration failureTimeout = JGroupsSettings.DEFAULT_FAILURE_TIMEOUT;
        private OnSubmitterLoss onSubmitterLoss = OnSubmitterLoss.STOP;
        private String build = "auto";

        private Builder() {}

        /**
         * Names the cluster. Members with the same name belong together.
         *
         * @param name not blank
         * @return this builder
         */
        public Builder name(String name) {
            SettingsCheck.name(name);
            this.name = name;
            return this;
        }

        /**
         * Names this member, for people.
         *
         * @param memberName empty, which is the default: host and port
         * @return this builder
         */
        public Builder memberName(String memberName) {
            this.memberName = Objects.requireNonNull(memberName, "memberName");
            return this;
        }

        /**
         * Uses another engine than the one that ships; what is said of addresses, discovery and TLS does not count then.
         *
         * @param transport not open; closed with this member
         * @return this builder
         */
        public Builder transport(ClusterTransport transport) {
            this.transport = Objects.requireNonNull(transport, "transport");
            return this;
        }

        /**
         * Sets where this member listens.
         *
         * @param address of this machine, as the others reach it; by default its first site-local one
         * @return this builder
         * @throws IllegalArgumentException if it is a wildcard
         */
        public Builder bindAddress(InetAddress address) {
            SettingsCheck.bindAddress(address);
            this.bindAddress = address;
            return this;
        }

        /**
         * Sets the one port that this member listens on.
         *
         * @param port 7800 by default
         * @return this builder
         */
        public Builder port(int port) {
            SettingsCheck.port(port);
            this.port = port;
            return this;
        }

        /**
         * Says where others may be.
         *
         * @param discovery asked now and then
         * @return this builder
         */
        public Builder discovery(Discovery discovery) {
            this.discovery = Objects.requireNonNull(discovery, "discovery");
            return this;
        }

        /**
         * Says who belongs to the cluster.
         *
         * @param tls the same for all members
         * @return this builder
         */
        public Builder tls(ClusterTls tls) {
            this.tls = Objects.requireNonNull(tls, "tls");
            return this;
        }

        /**
         * Lets in who knows a word.
         *
         * @param secret {@value ClusterTls#SHORTEST_SECRET} characters at least
         * @return this builder
         * @throws IllegalArgumentException if it is too short
         */
        public Builder secret(String secret) {
            return tls(ClusterTls.secret(secret));
        }

        /**
         * Says that the network itself keeps everybody out, so that the cluster needs no TLS.
         *
         * @param insecure false by default: without TLS only an address of loopback is taken
         * @return this builder
         */
        public Builder insecure(boolean insecure) {
            this.insecure = insecure;
            return this;
        }

        /**
         * Says what this member does for others.
         *
         * @param role {@link Role#BOTH} by default
         * @return this builder
         */
        public Builder role(Role role) {
            this.role = Objects.requireNonNull(role, "role");
            return this;
        }

        /**
         * Sets within which time a member that hangs is taken for lost.
         *
         * @param timeout 20 seconds by default
         * @return this builder
         */
        public Builder failureTimeout(Duration timeout) {
            SettingsCheck.failureTimeout(timeout);
            this.failureTimeout = timeout;
            return this;
        }

        /**
         * Says what becomes of the tasks of a member that is lost.
         *
         * @param what {@link OnSubmitterLoss#STOP} by default
         * @return this builder
         */
        public Builder onSubmitterLoss(OnSubmitterLoss what) {
            this.onSubmitterLoss = Objects.requireNonNull(what, "onSubmitterLoss");
            return this;
        }

        /**
         * Says which members may have tasks of this one: those with the same build.
         *
         * @param build {@code auto}, which is the default: those with exactly the same class path; or a word of yours, for builds whose
         *     tasks and arguments you keep compatible
         * @return this builder
         */
        public Builder build(String build) {
            if (build.isBlank()) {
                throw new IllegalArgumentException("The build of the cluster must be 'auto' or a word, not empty");
            }
            this.build = build;
            return this;
        }

        /**
         * Makes the member, which begins to join.
         *
         * @return at once; see {@link ProcessPoolCluster#snapshot} for whether it has joined
         * @throws IllegalArgumentException if it would be unsafe; names the setting
         * @throws java.io.UncheckedIOException if the address of this machine can't be told
         */
        public ProcessPoolCluster start() {
            SettingsCheck.name(name);
            ClusterTransport way = transport == null ? network() : transport;
            String fingerprint = BuildFingerprint.ofThisJvm().text();
            Self self = new Self(
                    build.equals("auto") ? fingerprint : build,
                    fingerprint,
                    role,
                    Runtime.version().feature());
            EngineSettings settings =
                    new EngineSettings(self, failureTimeout.toNanos(), onSubmitterLoss == OnSubmitterLoss.STOP);
            ClusterMember member = new ClusterMember(name, settings, way);
            member.start();
            return member;
        }

        private ClusterTransport network() {
            InetAddress address = bindAddress == null ? OwnAddress.find() : bindAddress;
            SettingsCheck.safe(address, tls, insecure);
            if (discovery == null) {
                throw new IllegalArgumentException(
                        "The cluster needs a discovery, which tells where other members may be");
            }
            return new JGroupsTransport(
                    new JGroupsSettings(name, address, port, discovery, tls, failureTimeout, memberName));
        }
    }
}

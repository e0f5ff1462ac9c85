package io.github.processpool.spring.cluster;

import io.github.processpool.spring.annotation.ConditionalOnProcessPoolParent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties under {@code process-pool.cluster}: the cluster itself, which all pools of the application have in common. Nothing for
 * workers, which is said with the condition: theirs have a secret less.
 */
@ConfigurationProperties("process-pool.cluster")
@ConditionalOnProcessPoolParent
public class ClusterProperties {

    /** Where other members are found. */
    public enum DiscoveryType {
        JDBC,
        DNS,
        STATIC
    }

    /** What a member does for the others. */
    public enum MemberRole {
        BOTH,
        SUBMIT,
        WORK
    }

    /** What becomes of a task whose submitter is lost. */
    public enum OrphanPolicy {
        STOP,
        FINISH
    }

    /**
     * Whether this application is a member of a cluster. Workers of its pools are not.
     */
    private boolean enabled;

    /**
     * Whether the members of the cluster share the default pool. Further pools say so with their own cluster.enabled.
     */
    private boolean defaultPool;

    /**
     * Name of the cluster, which all of its members have in common. Defaults to spring.application.name.
     */
    private @Nullable String name;

    /**
     * What this member is called by the others, in logs and rows, such as a pod. Defaults to its host and port.
     */
    private @Nullable String memberName;

    /**
     * Address of this machine on which members reach this one. Defaults to its first site-local address.
     */
    private @Nullable String bindAddress;

    /**
     * Port on which members reach this one. Nothing else of the cluster listens.
     */
    private @Nullable Integer port;

    /**
     * How members are found: in a table of the application's database, by the addresses of a name, or in a list.
     */
    private @Nullable DiscoveryType discovery;

    /**
     * Comma-separated list of members, each as host or host:port, for static discovery.
     */
    private List<String> members = new ArrayList<>();

    /**
     * Name whose addresses are those of the members, such as a headless service of Kubernetes, for discovery by DNS.
     */
    private @Nullable String dnsQuery;

    private final Ssl ssl = new Ssl();

    /**
     * Word of at least 32 characters that all members know, for mutual TLS without certificates.
     */
    private @Nullable String secret;

    /**
     * What this member does: run tasks of others and have others run its own, or one of the two.
     */
    private @Nullable MemberRole role;

    /**
     * Time after which a member that can't be reached is taken for lost.
     */
    private @Nullable Duration failureTimeout;

    /**
     * What becomes of tasks that run here when the member that submitted them is lost.
     */
    private @Nullable OrphanPolicy onSubmitterLoss;

    /**
     * Members run tasks of the same build only: auto for a fingerprint of the class path, or a word that stands for compatible ones.
     */
    private String build = "auto";

    /**
     * Whether the cluster may do without TLS on an address that others reach. Whoever reaches it can run code in its members.
     */
    private boolean insecure;

    /**
     * Members, this one counted, below which the health of the cluster is down.
     */
    private @Nullable Integer requireMembers;

    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    public boolean isDefaultPool() {
        return defaultPool;
    }

    public void setDefaultPool(boolean defaultPool) {
        this.defaultPool = defaultPool;
    }

    public @Nullable String getName() {
        return name;
    }

    public void setName(@Nullable String name) {
        this.name = name;
    }

    public @Nullable String getMemberName() {
        return memberName;
    }

    public void setMemberName(@Nullable String memberName) {
        this.memberName = memberName;
    }

    public @Nullable String getBindAddress() {
        return bindAddress;
    }

    public void setBindAddress(@Nullable String bindAddress) {
        this.bindAddress = bindAddress;
    }

    public @Nullable Integer getPort() {
        return port;
    }

    public void setPort(@Nullable Integer port) {
        this.port = port;
    }

    public @Nullable DiscoveryType getDiscovery() {
        return discovery;
    }

    public void setDiscovery(@Nullable DiscoveryType discovery) {
        this.discovery = discovery;
    }

    public List<String> getMembers() {
        return members;
    }

    public void setMembers(List<String> members) {
        this.members = members;
    }

    public @Nullable String getDnsQuery() {
        return dnsQuery;
    }

    public void setDnsQuery(@Nullable String dnsQuery) {
        this.dnsQuery = dnsQuery;
    }

    public Ssl getSsl() {
        return ssl;
    }

    public @Nullable String getSecret() {
        return secret;
    }

    public void setSecret(@Nullable String secret) {
        this.secret = secret;
    }

    public @Nullable MemberRole getRole() {
        return role;
    }

    public void setRole(@Nullable MemberRole role) {
        this.role = role;
    }

    public @Nullable Duration getFailureTimeout() {
        return failureTimeout;
    }

    public void setFailureTimeout(@Nullable Duration failureTimeout) {
        this.failureTimeout = failureTimeout;
    }

    public @Nullable OrphanPolicy getOnSubmitterLoss() {
        return onSubmitterLoss;
    }

    public void setOnSubmitterLoss(@Nullable OrphanPolicy onSubmitterLoss) {
        this.onSubmitterLoss = onSubmitterLoss;
    }

    public String getBuild() {
        return build;
    }

    public void setBuild(String build) {
        this.build = build;
    }

    public boolean isInsecure() {
        return insecure;
    }

    public void setInsecure(boolean insecure) {
        this.insecure = insecure;
    }

    public @Nullable Integer getRequireMembers() {
        return requireMembers;
    }

    public void setRequireMembers(@Nullable Integer requireMembers) {
        this.requireMembers = requireMembers;
    }

    /** Certificates. */
    public static class Ssl {

        /**
         * SSL bundle of the application for mutual TLS between the members. Everybody whom its trust store trusts is let in.
         */
        private @Nullable String bundle;

        public @Nullable String getBundle() {
            return bundle;
        }

        public void setBundle(@Nullable String bundle) {
            this.bundle = bundle;
        }
    }
}

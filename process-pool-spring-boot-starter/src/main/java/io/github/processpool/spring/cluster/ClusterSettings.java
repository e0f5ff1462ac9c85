package io.github.processpool.spring.cluster;

import io.github.processpool.cluster.ClusterTls;
import io.github.processpool.cluster.Discovery;
import io.github.processpool.cluster.OnSubmitterLoss;
import io.github.processpool.cluster.ProcessPoolCluster;
import io.github.processpool.cluster.Role;
import io.github.processpool.spring.cluster.ClusterProperties.DiscoveryType;
import io.github.processpool.spring.settings.InvalidPoolDefinitionException;
import io.github.processpool.spring.settings.InvalidPoolPropertyException;
import io.github.processpool.spring.settings.PropertyTexts;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Takes what the properties say about the cluster to its builder, and refuses what can't work or is unsafe, each with the property, its
 * value and what to do; a secret is never named. Used by the context's thread.
 */
public final class ClusterSettings {

    private static final String PREFIX = "process-pool.cluster.";

    private final ClusterProperties properties;
    private final Environment environment;
    private final PropertyTexts texts;
    private final ObjectProvider<DataSource> databases;
    private final ObjectProvider<SslBundles> bundles;

    /**
     * Checks nothing yet.
     *
     * @param properties as they were bound
     * @param environment with all others
     * @param databases for discovery
     * @param bundles for TLS
     */
    public ClusterSettings(
            ClusterProperties properties,
            Environment environment,
            ObjectProvider<DataSource> databases,
            ObjectProvider<SslBundles> bundles) {
        this.properties = properties;
        this.environment = environment;
        this.texts = new PropertyTexts(environment);
        this.databases = databases;
        this.bundles = bundles;
    }

    /** A builder with everything that the properties say; can be used again. */
    public ProcessPoolCluster.Builder toBuilder() {
        ProcessPoolCluster.Builder builder = ProcessPoolCluster.builder();
        give("name", name(), builder::name);
        give("member-name", properties.getMemberName(), builder::memberName);
        InetAddress address = address();
        give("bind-address", address, builder::bindAddress);
        give("port", properties.getPort(), builder::port);
        give("failure-timeout", properties.getFailureTimeout(), builder::failureTimeout);
        builder.discovery(discovery());
        ClusterTls tls = new ClusterTlsSettings(properties, bundles).tls();
        if (tls != null) {
            builder.tls(tls);
        } else if (!properties.isInsecure() && (address == null || !address.isLoopbackAddress())) {
            throw unsafe(address);
        }
        builder.insecure(properties.isInsecure());
        if (properties.getRole() != null) {
            builder.role(Role.valueOf(properties.getRole().name()));
        }
        if (properties.getOnSubmitterLoss() != null) {
            builder.onSubmitterLoss(
                    OnSubmitterLoss.valueOf(properties.getOnSubmitterLoss().name()));
        }
        give("build", properties.getBuild(), builder::build);
        Integer required = properties.getRequireMembers();
        if (required != null && required < 1) {
            throw wrong("require-members", required, "it must be at least 1");
        }
        return builder;
    }

    /** The name of the cluster, which is never empty. */
    public String name() {
        String name = properties.getName();
        if (name == null) {
            name = environment.getProperty("spring.application.name");
        }
        if (!StringUtils.hasText(name)) {
            throw new InvalidPoolDefinitionException(
                    "The cluster has no name: the property '" + PREFIX + "name' is '"
                            + (properties.getName() == null ? "${spring.application.name}" : properties.getName())
                            + "', which is empty. Members with the same name belong together, so there is no default.",
                    "Set '" + PREFIX
                            + "name' or 'spring.application.name' to what all instances of this application are called.");
        }
        return name;
    }

    /** Null for that of the builder. */
    private @Nullable InetAddress address() {
        String text = properties.getBindAddress();
        if (!StringUtils.hasText(text)) {
            return null;
        }
        InetAddress address;
        try {
            address = InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw wrong("bind-address", text, "there is no such address");
        }
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            throw wrong(
                    "bind-address",
                    text,
                    "it must be the one address of this machine on which the other members reach it: everywhere else nobody should");
        }
        return address;
    }

    private Discovery discovery() {
        DiscoveryType type = properties.getDiscovery() == null ? DiscoveryType.JDBC : properties.getDiscovery();
        List<String> members =
                properties.getMembers().stream().filter(StringUtils::hasText).toList();
        String query = properties.getDnsQuery();
        if (!members.isEmpty() && type != DiscoveryType.STATIC) {
            throw wrong("members", String.join(",", members), usedBy("static", type));
        }
        if (StringUtils.hasText(query) && type != DiscoveryType.DNS) {
            throw wrong("dns-query", query, usedBy("dns", type));
        }
        switch (type) {
            case STATIC -> {
                if (members.isEmpty()) {
                    throw lacks(
                            "static",
                            "nobody is named in '" + PREFIX + "members'",
                            "Set '" + PREFIX + "members=host1:7800,host2:7800' to where members may be.");
                }
                return members(members);
            }
            case DNS -> {
                if (!StringUtils.hasText(query)) {
                    throw lacks(
                            "dns",
                            "'" + PREFIX + "dns-query' is empty",
                            "Set '" + PREFIX
                                    + "dns-query' to a name whose addresses are those of the members, such as that of a headless service.");
                }
                return Discovery.dns(query);
            }
            default -> {
                DataSource database = databases.getIfUnique();
                if (database == null) {
                    throw lacks(
                            "jdbc",
                            databases.stream().findAny().isEmpty()
                                    ? "the application has no DataSource"
                                    : "the application has several DataSources, none of which is primary",
                            "Let one DataSource be a bean that is primary, or set '" + PREFIX
                                    + "discovery=static' with '" + PREFIX + "members', or '" + PREFIX
                                    + "discovery=dns' with '" + PREFIX + "dns-query'.");
                }
                return Discovery.database(database);
            }
        }
    }

    private Discovery members(List<String> members) {
        try {
            return Discovery.members(members.toArray(String[]::new));
        } catch (IllegalArgumentException e) {
            throw wrong("members", String.join(",", members), reason(e));
        }
    }

    /** How many members there should be; 0: nobody asks for that. */
    int requiredMembers() {
        Integer required = properties.getRequireMembers();
        return required == null ? 0 : required;
    }

    private static String usedBy(String wanted, DiscoveryType type) {
        return "it is for '" + PREFIX + "discovery=" + wanted + "' only, and that is '"
                + type.name().toLowerCase(Locale.ROOT) + "'";
    }

    private static InvalidPoolDefinitionException lacks(String type, String why, String action) {
        return new InvalidPoolDefinitionException(
                "The property '" + PREFIX + "discovery' is '" + type
                        + "', so this is how members of the cluster are to be found, but " + why + ".",
                action);
    }

    private static InvalidPoolDefinitionException unsafe(@Nullable InetAddress address) {
        return new InvalidPoolDefinitionException(
                "The cluster has neither '" + PREFIX + "ssl.bundle' nor '" + PREFIX + "secret', and '" + PREFIX
                        + "bind-address' is "
                        + (address == null
                                ? "not set, so it is the site-local one"
                                : "'" + address.getHostAddress() + "'")
                        + ", which other machines reach: whoever does could run code here.",
                "Set '" + PREFIX + "secret' to a word of " + ClusterTls.SHORTEST_SECRET
                        + " characters or more that all members have, as"
                        + " 'openssl rand -base64 32' makes one, or '" + PREFIX
                        + "ssl.bundle' to an SSL bundle. Where the network"
                        + " keeps everybody else out, set '" + PREFIX + "insecure=true'.");
    }

    private <T> void give(String key, @Nullable T value, Consumer<T> setter) {
        if (value == null) {
            return;
        }
        try {
            setter.accept(value);
        } catch (IllegalArgumentException e) {
            String text = texts.of(PREFIX + key);
            throw wrong(key, text == null ? value : text, reason(e));
        }
    }

    /** The builder's words begin with the setting, and end with its value. */
    private static String reason(IllegalArgumentException e) {
        return String.valueOf(e.getMessage())
                .replaceFirst("^The [a-z ]+ of the cluster must", "it must")
                .replaceFirst(", not .*", "");
    }

    private static InvalidPoolPropertyException wrong(String key, Object value, String reason) {
        return new InvalidPoolPropertyException(PREFIX + key, value, reason);
    }
}

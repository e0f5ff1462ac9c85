package io.github.processpool.spring.cluster;

import io.github.processpool.cluster.ClusterTls;
import io.github.processpool.spring.settings.InvalidPoolDefinitionException;
import io.github.processpool.spring.settings.InvalidPoolPropertyException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

/** Says by which key members know each other: a secret, or a bundle of the application, of which the latest is used. */
final class ClusterTlsSettings {

    private static final String SECRET = "process-pool.cluster.secret";
    private static final String BUNDLE = "process-pool.cluster.ssl.bundle";

    private final ClusterProperties properties;
    private final ObjectProvider<SslBundles> bundles;

    ClusterTlsSettings(ClusterProperties properties, ObjectProvider<SslBundles> bundles) {
        this.properties = properties;
        this.bundles = bundles;
    }

    /** Null if there is no TLS. */
    @Nullable
    ClusterTls tls() {
        String secret = properties.getSecret();
        String bundle = properties.getSsl().getBundle();
        if (!StringUtils.hasText(secret)) {
            return StringUtils.hasText(bundle) ? ofBundle(bundle) : null;
        }
        if (StringUtils.hasText(bundle)) {
            throw new InvalidPoolDefinitionException(
                    "Both '" + BUNDLE + "' ('" + bundle + "') and '" + SECRET
                            + "' are set, but members know each other by one of them.",
                    "Remove one of the two, at all members the same.");
        }
        int length = secret.strip().length();
        if (length < ClusterTls.SHORTEST_SECRET) {
            throw new InvalidPoolDefinitionException(
                    "The property '" + SECRET + "' has " + length
                            + " characters. Whoever guesses it can run code here, so it must have "
                            + ClusterTls.SHORTEST_SECRET + " at least.",
                    "Set '" + SECRET
                            + "' to a random word, as 'openssl rand -base64 32' makes one, at all members the same.");
        }
        try {
            return ClusterTls.secret(secret);
        } catch (IllegalStateException e) {
            throw new InvalidPoolDefinitionException(
                    "The property '" + SECRET + "' is set, but this JVM can't make a key of it: " + e.getMessage(),
                    "Set '" + BUNDLE + "' to an SSL bundle instead.");
        }
    }

    private ClusterTls ofBundle(String name) {
        SslBundles known = bundles.getIfAvailable();
        if (known == null) {
            throw new InvalidPoolPropertyException(BUNDLE, name, "the application has no SSL bundles");
        }
        SslBundle bundle;
        try {
            bundle = known.getBundle(name);
        } catch (NoSuchSslBundleException e) {
            throw new InvalidPoolPropertyException(
                    BUNDLE,
                    name,
                    "there is no such SSL bundle; there are: " + String.join(", ", known.getBundleNames()));
        }
        requireStore(
                name, "key", bundle.getStores().getKeyStore(), "certificate of its own, which members have to show");
        requireStore(
                name,
                "trust",
                bundle.getStores().getTrustStore(),
                "trust store, so everybody with any public certificate would be let in");
        AtomicReference<SSLContext> latest = new AtomicReference<>(bundle.createSslContext());
        known.addBundleUpdateHandler(name, changed -> latest.set(changed.createSslContext()));
        return ClusterTls.of(() -> Objects.requireNonNull(latest.get()));
    }

    private static void requireStore(String name, String kind, @Nullable Object store, String without) {
        if (store == null) {
            throw new InvalidPoolPropertyException(
                    BUNDLE, name, "this SSL bundle has no " + without + ". Give it a " + kind + " store");
        }
    }
}

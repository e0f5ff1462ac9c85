package io.github.processpool.cluster;

import io.github.processpool.cluster.internal.jgroups.SecretContext;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * Says who belongs to a cluster: TLS 1.3 between all members, both sides with a certificate. Whoever has the key can have code run by
 * the others, so it is to be kept like the password of a database.
 *
 * <p><b>Thread safety:</b> immutable; any thread.
 */
public final class ClusterTls {

    /** How many characters a secret has at least. */
    public static final int SHORTEST_SECRET = 32;

    private final Supplier<SSLContext> contexts;

    private ClusterTls(Supplier<SSLContext> contexts) {
        this.contexts = contexts;
    }

    /**
     * Returns one for a word that all members know and nobody else: a key pair is made from it, and its holders let in each other only.
     * Needs no file and no certificate. The word is not stretched, so it has to be random: {@code openssl rand -base64 32} makes one.
     *
     * @param secret {@value #SHORTEST_SECRET} characters at least, not counting space around it
     * @return a new one
     * @throws IllegalArgumentException if the secret is too short
     * @throws IllegalStateException if this JVM lacks Ed25519 or HMAC-SHA256; use {@link #of} there
     */
    public static ClusterTls secret(String secret) {
        String word = secret.strip();
        if (word.length() < SHORTEST_SECRET) {
            throw new IllegalArgumentException("The secret of the cluster must have " + SHORTEST_SECRET
                    + " characters at least. 'openssl rand -base64 32' makes one");
        }
        SSLContext context = SecretContext.of(word);
        return new ClusterTls(() -> context);
    }

    /**
     * Returns one that stands on certificates. The context's key manager has the member's own, its trust manager accepts those of the
     * cluster: <em>everybody</em> whom it trusts is let in, so it should trust an authority that serves this cluster alone. Host
     * names are not compared.
     *
     * @param contexts asked for each new connection: one that was made anew, with a certificate that was renewed, is used from then on
     * @return a new one
     */
    public static ClusterTls of(Supplier<SSLContext> contexts) {
        return new ClusterTls(Objects.requireNonNull(contexts, "contexts"));
    }

    /**
     * Returns what a new connection is to be made with.
     *
     * @return the context of now
     */
    public SSLContext context() {
        return Objects.requireNonNull(contexts.get(), "The SSL context of the cluster");
    }
}

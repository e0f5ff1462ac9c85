package io.github.processpool.cluster.internal.jgroups;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Makes the key pair of a cluster from its secret, and the context that lets in whoever has the same one. All members have the same
 * key and the same certificate, to the byte.
 */
public final class SecretContext {

    private static final String LABEL = "process-pool-cluster v1 ed25519";
    private static final int SEED = 32;

    private SecretContext() {}

    /**
     * Returns a new context.
     *
     * @throws IllegalStateException if this JVM has not what it takes
     */
    public static SSLContext of(String secret) {
        byte[] seed = null;
        try {
            seed = derive(secret.getBytes(StandardCharsets.UTF_8), LABEL.getBytes(StandardCharsets.UTF_8));
            KeyPair pair = keyPair(seed);
            X509Certificate certificate = SelfSigned.certificate("process-pool-cluster", pair);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            char[] none = new char[0];
            store.setKeyEntry("member", pair.getPrivate(), none, new Certificate[] {certificate});
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, none);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(keys.getKeyManagers(), new TrustManager[] {new OneKey(pair.getPublic())}, null);
            return context;
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw new IllegalStateException(
                    "This JVM can't make a key of the cluster's secret: it needs Ed25519, HMAC-SHA256 and TLS 1.3. Configure a"
                            + " certificate instead (ClusterTls.of, or an SSL bundle)",
                    e);
        } finally {
            if (seed != null) {
                Arrays.fill(seed, (byte) 0);
            }
        }
    }

    /** HKDF (RFC 5869) with SHA-256, without salt, for as many bytes as one block of it has. */
    static byte[] derive(byte[] secret, byte[] info) throws GeneralSecurityException {
        byte[] key = hmac(new byte[SEED], secret);
        return hmac(key, info, new byte[] {1});
    }

    private static byte[] hmac(byte[] key, byte[]... message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        for (byte[] part : message) {
            mac.update(part);
        }
        return mac.doFinal();
    }

    /** The seed is the private key; there is no other way in the JDK to the public one than to have the pair generated. */
    static KeyPair keyPair(byte[] seed) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        generator.initialize(255, new FixedRandom(seed));
        KeyPair pair = generator.generateKeyPair();
        if (!(pair.getPrivate() instanceof EdECPrivateKey key)
                || !MessageDigest.isEqual(key.getBytes().orElse(new byte[0]), seed)) {
            throw new GeneralSecurityException(
                    "The generator of " + generator.getProvider() + " took another key than the one it was given");
        }
        return pair;
    }

    /** Gives its bytes once. */
    private static final class FixedRandom extends SecureRandom {

        private static final long serialVersionUID = 1;
        private final byte[] seed;
        private boolean given;

        FixedRandom(byte[] seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            if (given || bytes.length != seed.length) {
                throw new IllegalStateException("The generator of keys asks for other bytes than those of one key");
            }
            given = true;
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }

    /** Accepts a certificate of one key, whatever else it says. That the other side has the key, the handshake proves. */
    static final class OneKey extends X509ExtendedTrustManager {

        private final byte[] key;

        OneKey(PublicKey key) {
            this.key = key.getEncoded();
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            if (chain.length == 0
                    || !MessageDigest.isEqual(key, chain[0].getPublicKey().getEncoded())) {
                throw new CertificateException("The certificate is of another secret than this cluster's");
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

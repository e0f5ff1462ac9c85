package io.github.processpool.cluster.internal.jgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.cluster.ClusterTls;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.security.interfaces.EdECPublicKey;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class SecretContextTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final String SECRET = "a word that only the members of this cluster know";

    @Test
    void derivesWhatTheStandardDerives() throws Exception {
        // RFC 5869, test case 3, the first 32 bytes.
        byte[] derived = SecretContext.derive(HEX.parseHex("0b".repeat(22)), new byte[0]);

        assertThat(HEX.formatHex(derived))
                .isEqualTo("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
    }

    @Test
    void makesTheKeyThatBelongsToASeed() throws Exception {
        // RFC 8032, 7.1, test 1.
        KeyPair pair =
                SecretContext.keyPair(HEX.parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));

        byte[] encoded = ((EdECPublicKey) pair.getPublic()).getEncoded();
        assertThat(HEX.formatHex(encoded)).endsWith("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    }

    @Test
    void writesACertificateThatTheJdkReads() throws Exception {
        KeyPair pair = SecretContext.keyPair(new byte[32]);
        X509Certificate certificate = SelfSigned.certificate("process-pool-cluster", pair);

        certificate.verify(pair.getPublic());
        certificate.checkValidity(new Date(0));
        certificate.checkValidity(Date.from(Instant.parse("9999-01-01T00:00:00Z")));
        assertThat(certificate.getPublicKey()).isEqualTo(pair.getPublic());
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=process-pool-cluster");
        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getEncoded())
                .as("the same on every machine")
                .isEqualTo(SelfSigned.certificate("process-pool-cluster", SecretContext.keyPair(new byte[32]))
                        .getEncoded());
    }

    @Test
    void writesLengthsOfOneTwoAndThreeBytes() {
        assertThat(SelfSigned.value(4, new byte[127])).startsWith(4, 127).hasSize(129);
        assertThat(SelfSigned.value(4, new byte[128])).startsWith(4, 0x81, 128).hasSize(131);
        assertThat(SelfSigned.value(4, new byte[300]))
                .startsWith(4, 0x82, 1, 44)
                .hasSize(304);
    }

    @Test
    void letsInWhoHasTheSameSecret() throws Exception {
        assertThat(handshake(SecretContext.of(SECRET), SecretContext.of(SECRET)))
                .isEqualTo("TLSv1.3");
    }

    @Test
    void letsInNobodyWithAnotherSecret() {
        SSLContext other = SecretContext.of(SECRET + ".");

        assertThatThrownBy(() -> handshake(SecretContext.of(SECRET), other))
                .isInstanceOf(SSLException.class)
                .rootCause()
                .hasMessageContaining("another secret");
    }

    @Test
    void refusesAShortSecret() {
        assertThatThrownBy(() -> ClusterTls.secret("x".repeat(31) + " \n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("secret")
                .hasMessageContaining("32 characters");
        assertThat(ClusterTls.secret("x".repeat(32)).context()).isNotNull();
    }

    /** Both sides of a handshake, without a socket. Returns the protocol. */
    private static String handshake(SSLContext server, SSLContext client) throws SSLException {
        SSLEngine[] engines = {client.createSSLEngine(), server.createSSLEngine()};
        engines[0].setUseClientMode(true);
        engines[1].setUseClientMode(false);
        engines[1].setNeedClientAuth(true);
        int size = engines[0].getSession().getPacketBufferSize();
        ByteBuffer[] toOther = {ByteBuffer.allocate(4 * size), ByteBuffer.allocate(4 * size)};
        ByteBuffer none = ByteBuffer.allocate(0);
        ByteBuffer content = ByteBuffer.allocate(4 * size);
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 2; i++) {
                SSLEngine engine = engines[i];
                ByteBuffer in = toOther[1 - i].flip();
                boolean progress = true;
                while (progress) {
                    progress = false;
                    for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                        task.run();
                    }
                    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                            || round == 0 && i == 0 && toOther[i].position() == 0) {
                        progress = engine.wrap(none, toOther[i]).bytesProduced() > 0;
                    } else if (in.hasRemaining()) {
                        progress = engine.unwrap(in, content).bytesConsumed() > 0;
                    }
                }
                in.compact();
            }
        }
        assertThat(engines[1].getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
        return engines[1].getSession().getProtocol();
    }
}

package io.github.processpool.cluster.internal.jgroups;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/**
 * Writes a certificate of an Ed25519 key that signs itself, in DER (X.690, RFC 5280, RFC 8410). It is valid for ever, and the same for
 * the same key: what counts is the key.
 */
final class SelfSigned {

    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int UTF8_STRING = 0x0c;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int UTC_TIME = 0x17;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int VERSION = 0xa0;

    /** 1.3.101.112 and 2.5.4.3, with tag and length. */
    private static final byte[] ED25519 = {0x06, 0x03, 0x2b, 0x65, 0x70};

    private static final byte[] COMMON_NAME = {0x06, 0x03, 0x55, 0x04, 0x03};

    private SelfSigned() {}

    static X509Certificate certificate(String name, KeyPair pair) throws GeneralSecurityException {
        byte[] algorithm = value(SEQUENCE, ED25519);
        byte[] whose = value(SEQUENCE, value(SET, value(SEQUENCE, COMMON_NAME, value(UTF8_STRING, text(name)))));
        byte[] signed = value(
                SEQUENCE,
                value(VERSION, value(INTEGER, new byte[] {2})),
                value(INTEGER, new byte[] {1}),
                algorithm,
                whose,
                value(
                        SEQUENCE,
                        value(UTC_TIME, text("700101000000Z")),
                        value(GENERALIZED_TIME, text("99991231235959Z"))),
                whose,
                pair.getPublic().getEncoded());
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(signed);
        byte[] all = value(SEQUENCE, signed, algorithm, value(BIT_STRING, new byte[1], signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(all));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Tag, length, content. */
    static byte[] value(int tag, byte[]... content) {
        int length = 0;
        for (byte[] part : content) {
            length += part.length;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(length + 5);
        bytes.write(tag);
        if (length < 0x80) {
            bytes.write(length);
        } else if (length < 0x100) {
            bytes.write(0x81);
            bytes.write(length);
        } else {
            bytes.write(0x82);
            bytes.write(length >> 8);
            bytes.write(length);
        }
        for (byte[] part : content) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}

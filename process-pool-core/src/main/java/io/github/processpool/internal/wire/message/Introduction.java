package io.github.processpool.internal.wire.message;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The first words to a worker, on its standard input, before there is a channel. The token never appears in arguments or environment,
 * where other users could read it.
 *
 * @param token proves to the parent that its worker connects
 * @param socket the path of the parent's socket
 * @param scoreboard the path of the shared page
 * @param parentPid the parent's process
 * @param maxPayload the largest payload in bytes
 * @param mark closes the output of a task, see {@link OutputMark}
 * @param shares whether the channel goes on in memory that both share, once they have met
 */
public record Introduction(
        byte[] token, String socket, String scoreboard, long parentPid, int maxPayload, String mark, boolean shares) {

    /** The length of a token in bytes. */
    public static final int TOKEN_LENGTH = 32;

    private static final int MAGIC = 0x50504F4C;

    /**
     * Parent: writes it.
     *
     * @param target the worker's standard input
     * @throws IOException if the worker is gone
     */
    public void writeTo(OutputStream target) throws IOException {
        DataOutputStream out = new DataOutputStream(target);
        out.writeInt(MAGIC);
        out.write(token);
        out.writeUTF(socket);
        out.writeUTF(scoreboard);
        out.writeLong(parentPid);
        out.writeInt(maxPayload);
        out.writeUTF(mark);
        out.writeBoolean(shares);
        out.flush();
    }

    /**
     * Worker: reads it.
     *
     * @param source standard input
     * @return the same as the parent has written
     * @throws IOException if somebody else started this process
     */
    public static Introduction readFrom(InputStream source) throws IOException {
        DataInputStream in = new DataInputStream(source);
        if (in.readInt() != MAGIC) {
            throw new ProtocolException("no introduction on standard input");
        }
        byte[] token = new byte[TOKEN_LENGTH];
        in.readFully(token);
        return new Introduction(
                token, in.readUTF(), in.readUTF(), in.readLong(), in.readInt(), in.readUTF(), in.readBoolean());
    }

    @Override
    public String toString() {
        return "Introduction[socket=" + socket + "]"; // Never the token.
    }
}

package io.github.processpool.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The engine under a cluster: says who is there, and carries messages. The one that ships stands on JGroups; another one may
 * be made for an engine that an application has already.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public interface ClusterTransport extends AutoCloseable {

    /** How many bytes a message has at most. */
    int LARGEST_MESSAGE = 256 * 1024;

    /**
     * Joins. Returns when this member is in a view, be it alone.
     *
     * @param receiver is told of members and messages from then on, perhaps before this returns
     * @throws IOException if it can't join; it may be tried again
     */
    void open(Receiver receiver) throws IOException;

    /**
     * Sends a message, which arrives whole and after those that were sent to the same member before, as long as both see each other.
     * May wait while the other side receives slowly. The thread may be interrupted while it does, for a member that leaves or is gone
     * is not waited for: then either this message is sent or it is not, and others that are sent, by whomever, suffer no harm.
     *
     * @param to a member of the last view
     * @param parts of one message, {@value #LARGEST_MESSAGE} bytes at most; free for other use afterwards
     * @throws IOException if it can't be sent
     */
    void send(MemberAddress to, ByteBuffer... parts) throws IOException;

    /**
     * Returns who this member is.
     *
     * @return only once it was opened
     */
    MemberAddress self();

    /** Leaves, and lets go of port and threads. Nothing is told to the receiver after that. Does not throw. */
    @Override
    void close();

    /** Is told what happens in the cluster. */
    interface Receiver {

        /**
         * Others have come or gone. A member that was away for some time and is back need not have been missing in between.
         *
         * @param members all that this one sees, itself among them
         */
        void view(List<MemberAddress> members);

        /**
         * A message has come. Called in the order of sending for each member, perhaps for several members at once.
         *
         * @param from its sender
         * @param message to be read before this returns
         */
        void message(MemberAddress from, ByteBuffer message);
    }
}

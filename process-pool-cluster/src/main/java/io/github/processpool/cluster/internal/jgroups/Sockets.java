package io.github.processpool.cluster.internal.jgroups;

import io.github.processpool.cluster.ClusterTls;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jgroups.util.DefaultSocketFactory;
import org.jgroups.util.Util;
import org.jspecify.annotations.Nullable;

/**
 * Makes the sockets of a channel: those that call others, and the one that others call. With TLS, each new connection is made with the
 * context of that moment.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class Sockets extends DefaultSocketFactory {

    /** For one read of a handshake. A machine that stands still accepts connections, and says nothing. */
    static final int HANDSHAKE_MILLIS = 5000;

    private final @Nullable ClusterTls tls;
    private final TransportThreads threads;
    private final Queue<ServerSocket> servers = new ConcurrentLinkedQueue<>();

    Sockets(@Nullable ClusterTls tls, TransportThreads threads) {
        this.tls = tls;
        this.threads = threads;
    }

    @Override
    public Socket createSocket(String service) throws IOException {
        if (tls == null) {
            return super.createSocket(service);
        }
        SSLSocket socket = (SSLSocket) tls.context().getSocketFactory().createSocket();
        configure(socket);
        socket.setSoTimeout(HANDSHAKE_MILLIS);
        socket.addHandshakeCompletedListener(event -> waitAsLongAsItTakes(socket));
        return socket;
    }

    private static void waitAsLongAsItTakes(Socket socket) {
        try {
            socket.setSoTimeout(0);
        } catch (SocketException e) {
            // It is closed.
        }
    }

    static void configure(SSLSocket socket) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        parameters.setNeedClientAuth(true);
        socket.setSSLParameters(parameters);
    }

    @Override
    public ServerSocket createServerSocket(String service) throws IOException {
        ServerSocket server = tls == null ? super.createServerSocket(service) : new Gate(tls, threads);
        servers.add(server);
        return server;
    }

    /** The engine forgets one that it opened and did not get to use. */
    void close() {
        for (ServerSocket server = servers.poll(); server != null; server = servers.poll()) {
            Util.close(server);
        }
    }
}

package io.github.processpool.spring.cluster;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Finds the address on which other machines of a network reach this one. Stateless. */
final class OwnAddress {

    private OwnAddress() {}

    /** That of the first interface that has one, an IPv4 address before others; null if there is none. */
    static @Nullable InetAddress siteLocal() {
        try {
            return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                    .filter(OwnAddress::isReached)
                    .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(InetAddress::isSiteLocalAddress)
                    .min(Comparator.comparing(address -> !(address instanceof Inet4Address)))
                    .orElse(null);
        } catch (SocketException e) {
            return null;
        }
    }

    private static boolean isReached(NetworkInterface face) {
        try {
            return face.isUp() && !face.isLoopback() && !face.isPointToPoint();
        } catch (SocketException e) {
            return false;
        }
    }
}

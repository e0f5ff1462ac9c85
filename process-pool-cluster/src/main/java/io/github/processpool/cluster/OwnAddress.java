package io.github.processpool.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Collections;

/** Finds the address that other machines of the same site reach this one by. */
final class OwnAddress {

    private OwnAddress() {}

    /** Returns the first site-local address of version 4 of an interface that is up; the loopback one if there is none. */
    static InetAddress find() {
        try {
            for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (network.isUp() && !network.isLoopback()) {
                    for (InetAddress address : Collections.list(network.getInetAddresses())) {
                        if (address instanceof Inet4Address && address.isSiteLocalAddress()) {
                            return address;
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The addresses of this machine can't be told: configure a bind address", e);
        }
        return InetAddress.getLoopbackAddress();
    }
}

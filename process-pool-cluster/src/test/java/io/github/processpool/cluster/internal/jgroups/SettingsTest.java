package io.github.processpool.cluster.internal.jgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.cluster.ClusterTls;
import io.github.processpool.cluster.Discovery;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Acceptance 29 at the transport: each thing that must not be has one message, which names the setting. */
class SettingsTest {

    private static final Duration TIMEOUT = JGroupsSettings.DEFAULT_FAILURE_TIMEOUT;

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }

    private static void isRefused(ThrowingCallable setting, String... words) {
        assertThatThrownBy(setting).isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll(words);
    }

    private static JGroupsSettings settings(String name, String address, int port, Duration timeout)
            throws UnknownHostException {
        return new JGroupsSettings(name, address(address), port, Discovery.members("localhost"), null, timeout, "");
    }

    @Test
    void refusesAnEmptyName() {
        isRefused(() -> settings(" ", "127.0.0.1", 7800, TIMEOUT), "name of the cluster", "empty");
        isRefused(() -> settings("häuser", "127.0.0.1", 7800, TIMEOUT), "name of the cluster", "ASCII");
        isRefused(() -> settings("x".repeat(101), "127.0.0.1", 7800, TIMEOUT), "name of the cluster", "100");
    }

    @Test
    void refusesAWildcardAddress() {
        isRefused(() -> settings("shop", "0.0.0.0", 7800, TIMEOUT), "bind address", "0.0.0.0");
        isRefused(() -> settings("shop", "::", 7800, TIMEOUT), "bind address");
    }

    @Test
    void refusesOtherPorts() {
        isRefused(() -> settings("shop", "127.0.0.1", 0, TIMEOUT), "port", "0");
        isRefused(() -> settings("shop", "127.0.0.1", 65_536, TIMEOUT), "port");
    }

    @Test
    void refusesATimeoutThatABusyMachineWouldExceed() {
        isRefused(() -> settings("shop", "127.0.0.1", 7800, Duration.ofMillis(1999)), "failure timeout", "2 seconds");
        isRefused(() -> settings("shop", "127.0.0.1", 7800, Duration.ofMinutes(11)), "failure timeout");
    }

    @Test
    void wantsTlsWhereOthersMayConnect() throws Exception {
        ClusterTls tls = ClusterTls.secret("x".repeat(32));

        isRefused(() -> SettingsCheck.safe(address("10.1.2.3"), null, false), "TLS", "10.1.2.3", "secret", "insecure");
        assertThatCode(() -> SettingsCheck.safe(address("10.1.2.3"), tls, false))
                .doesNotThrowAnyException();
        assertThatCode(() -> SettingsCheck.safe(address("10.1.2.3"), null, true))
                .doesNotThrowAnyException();
        assertThatCode(() -> SettingsCheck.safe(address("127.0.0.1"), null, false))
                .doesNotThrowAnyException();
    }

    @Test
    void callsAMemberByItsAddressUnlessItHasAName() throws Exception {
        assertThat(settings("shop", "127.0.0.1", 7801, TIMEOUT).memberName()).isEqualTo("127.0.0.1:7801");
    }

    @Test
    void findsNamedHostsAtTheirPortsOrAtTheMembersOwn() throws Exception {
        InetSocketAddress self = new InetSocketAddress("127.0.0.1", 7805);

        assertThat(Discovery.members("127.0.0.1", "127.0.0.2:7801", "[::1]:7802", "::1", "not.a.name.invalid")
                        .find("shop", self))
                .containsExactly(
                        self,
                        new InetSocketAddress("127.0.0.2", 7801),
                        new InetSocketAddress("::1", 7802),
                        new InetSocketAddress("::1", 7805));
        assertThat(Discovery.dns("localhost").find("shop", self)).contains(self);
        assertThatThrownBy(() -> Discovery.dns("not.a.name.invalid").find("shop", self))
                .isInstanceOf(UnknownHostException.class);
    }

    @Test
    void refusesHostsThatAreNone() {
        isRefused(() -> Discovery.members(), "members");
        isRefused(() -> Discovery.members("host:http"), "port", "host:http");
        isRefused(() -> Discovery.members("host:70000"), "port");
        isRefused(() -> Discovery.members(":7800"), "host:port");
    }
}

package org.foldlink.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworksTest {

    private static InetAddress ip(String literal) {
        return java.util.Objects.requireNonNull(NetUtil.createInetAddressFromIpAddressString(literal));
    }

    @Test
    void loopbackIsAlwaysIn() {
        assertThat(Networks.NONE.contains(ip("127.0.0.1"))).isTrue();
        assertThat(Networks.NONE.contains(ip("::1"))).isTrue();
        assertThat(Networks.NONE.contains(ip("10.1.2.3"))).isFalse();
    }

    @Test
    void blocksHoldTheirPrefixAndNothingElse() {
        Networks n = Networks.parse(List.of("10.1.0.0/16", "192.168.7.9", "fd00::/8", "172.16.128.0/17"));
        assertThat(n.contains(ip("10.1.255.1"))).isTrue();
        assertThat(n.contains(ip("10.2.0.1"))).isFalse();
        assertThat(n.contains(ip("192.168.7.9"))).isTrue();
        assertThat(n.contains(ip("192.168.7.8"))).isFalse();
        assertThat(n.contains(ip("fdab::1"))).isTrue();
        assertThat(n.contains(ip("fe80::1"))).isFalse();
        assertThat(n.contains(ip("172.16.127.255"))).isFalse();
        assertThat(n.contains(ip("172.16.128.0"))).isTrue();
        assertThat(Networks.parse(List.of("0.0.0.0/0")).contains(ip("8.8.8.8"))).isTrue();
    }

    @Test
    void aBadNetworkSaysWhatIsExpected() {
        assertThatThrownBy(() -> Networks.parse(List.of("hospital.example")))
                .hasMessage("allow \"hospital.example\" (expected a network such as 10.1.0.0/16 or fd00::/8)");
        assertThatThrownBy(() -> Networks.parse(List.of("10.0.0.0/33")))
                .hasMessage("allow \"10.0.0.0/33\" (expected a network such as 10.1.0.0/16 or fd00::/8)");
        assertThatThrownBy(() -> Networks.parse(List.of("10.1.2.3/16")))
                .hasMessage("allow \"10.1.2.3/16\" has bits set beyond its prefix (expected the network's own address,"
                        + " such as 10.1.0.0/16)");
    }
}

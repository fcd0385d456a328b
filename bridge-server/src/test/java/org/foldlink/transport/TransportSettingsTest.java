package org.foldlink.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.foldlink.session.BridgeLimits;
import org.junit.jupiter.api.Test;

class TransportSettingsTest {

    @Test
    void defaults() {
        TransportSettings d = TransportSettings.DEFAULT;
        assertThat(d.listen()).isEqualTo(new HostPort("127.0.0.1", 18944));
        assertThat(d.allow().isEmpty()).isTrue();
        assertThat(d.connect()).isEmpty();
        assertThat(d.maxClients()).isEqualTo(64);
        assertThat(d.readStall()).isEqualTo(Duration.ofSeconds(30));
        assertThat(d.messageTime()).isEqualTo(Duration.ofMinutes(10));
        assertThat(d.writeStall()).isEqualTo(Duration.ofSeconds(60));
        assertThat(d.maxMessageBytes()).isEqualTo(2147483583);
        assertThat(d.queueBytes()).isEqualTo(2147483648L);
        assertThat(d.reconnectMin()).isEqualTo(Duration.ofMillis(500));
        assertThat(d.reconnectMax()).isEqualTo(Duration.ofSeconds(30));
        assertThat(d.shutdownGrace()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void theQueueTakesAllThatASessionMayHold() {
        assertThat(TransportSettings.DEFAULT.queueBytes()).isGreaterThan(BridgeLimits.DEFAULT.resultBytesPerSession());
    }

    @Test
    void aBadValueSaysWhatIsExpected() {
        assertThatThrownBy(() -> TransportSettings.DEFAULT.withMaxClients(0))
                .hasMessage("maxClients = 0 (expected 1 or more)");
        assertThatThrownBy(() -> TransportSettings.DEFAULT.withTimes(
                        Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .hasMessage("readStall = PT0S (expected more than zero)");
        assertThatThrownBy(() -> TransportSettings.DEFAULT.withLimits(0, 1))
                .hasMessage("maxMessageBytes = 0 (expected 1..2147483583)");
    }

    @Test
    void addressesAreHostAndPort() {
        assertThat(HostPort.parse("scanner:18944")).isEqualTo(new HostPort("scanner", 18944));
        assertThat(HostPort.parse("[::1]:0")).isEqualTo(new HostPort("::1", 0));
        assertThat(new HostPort("::1", 5).toString()).isEqualTo("[::1]:5");
        assertThatThrownBy(() -> HostPort.parse("scanner")).hasMessage("address \"scanner\" (expected host:port)");
        assertThatThrownBy(() -> HostPort.parse("scanner:70000")).hasMessage("port = 70000 (expected 0..65535)");
        assertThat(List.of(HostPort.parse("a:1"))).hasSize(1);
    }
}

package org.foldlink.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BridgeLimitsTest {

    @Test
    void defaults() {
        assertThat(BridgeLimits.DEFAULT)
                .isEqualTo(new BridgeLimits(
                        256,
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(60),
                        2147483648L,
                        8589934592L,
                        1073741824L,
                        4294967296L,
                        8589934592L,
                        1,
                        16,
                        128,
                        64,
                        Duration.ofSeconds(10),
                        Duration.ofMillis(100)));
    }

    @Test
    void refusesWhatWouldStopTheBridge() {
        Rig.Limits limits = Rig.limits();
        limits.runs = 0;
        assertThatThrownBy(limits::build).hasMessage("runs = 0 (expected 1 or more)");
        Rig.Limits few = Rig.limits();
        few.jobsPerSession = 16;
        assertThatThrownBy(few::build).hasMessage("jobsPerSession = 16 (expected more than queuedPerSession = 16)");
        assertThatThrownBy(() -> new BridgeLimits(
                        1,
                        Duration.ZERO,
                        Duration.ofSeconds(1),
                        1,
                        1,
                        1,
                        1,
                        1,
                        1,
                        1,
                        1,
                        2,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1)))
                .hasMessage("hold = PT0S (expected more than 0)");
    }
}

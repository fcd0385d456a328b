package org.foldlink.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimestampTest {
    @Test
    void keepsEveryNanosecond() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            Instant instant = Instant.ofEpochSecond(random.nextLong(1L << 32), random.nextInt(1_000_000_000));
            assertThat(Timestamp.of(instant).toInstant()).isEqualTo(instant);
        }
        Instant last = Instant.ofEpochSecond(0xFFFF_FFFFL, 999_999_999);
        assertThat(Timestamp.of(last).toInstant()).isEqualTo(last);
    }

    @Test
    void countsInBinaryFractions() {
        assertThat(Timestamp.of(Instant.ofEpochSecond(3, 250_000_000)).fixed()).isEqualTo(0x3_4000_0000L);
        assertThat(Timestamp.NOT_SET.isSet()).isFalse();
    }
}

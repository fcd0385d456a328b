package org.foldlink.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    @Test
    void aFewPassAndTheNextPeriodSaysHowManyDidNot() {
        AtomicLong clock = new AtomicLong();
        RateLimit limit = new RateLimit(2, Duration.ofMinutes(1), clock::get);
        assertThat(limit.pass()).isZero();
        assertThat(limit.pass()).isZero();
        assertThat(limit.pass()).isEqualTo(-1);
        assertThat(limit.pass()).isEqualTo(-1);
        clock.set(Duration.ofMinutes(1).toNanos());
        assertThat(limit.pass()).isEqualTo(2);
        assertThat(limit.pass()).isZero();
    }
}

package org.foldlink.transport.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.foldlink.protocol.message.Matrix3x4;
import org.foldlink.protocol.message.OpaqueMessage;
import org.foldlink.protocol.message.TransformMessage;
import org.junit.jupiter.api.Test;

class UnservedTypesTest {

    @Test
    void countsAreReportedOnceAMinuteWithoutNamesThatAPeerChose() {
        AtomicLong clock = new AtomicLong();
        UnservedTypes types = new UnservedTypes(Duration.ofMinutes(1), clock::get);
        types.count(new TransformMessage(Matrix3x4.IDENTITY));
        types.count(new TransformMessage(Matrix3x4.IDENTITY));
        types.count(new OpaqueMessage("DOE_JANE", ByteBuffer.allocate(0)));
        assertThat(types.report()).isEmpty();
        clock.set(Duration.ofMinutes(1).toNanos());
        assertThat(types.report()).contains("TRANSFORM 2, unknown 1");
        clock.set(Duration.ofMinutes(3).toNanos());
        assertThat(types.report()).isEmpty();
    }
}

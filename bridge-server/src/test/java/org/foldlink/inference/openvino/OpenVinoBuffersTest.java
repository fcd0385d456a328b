package org.foldlink.inference.openvino;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenVinoBuffersTest {

    @Test
    void buffersOfAnySizeAreWholeAndAligned() {
        List<ByteBuffer> kept = new ArrayList<>(); // so that their addresses differ
        for (int floats = 1; floats < 300; floats++) {
            ByteBuffer buffer = OpenVinoNetwork.direct(floats);
            assertThat(buffer.capacity()).isEqualTo(4 * floats);
            assertThat(buffer.alignmentOffset(0, 64)).isZero();
            kept.add(buffer);
        }
        assertThat(kept).hasSize(299);
    }
}

package org.foldlink.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class TileBuffersTest {

    @Test
    void aBufferThatIsGivenBackServesTheNextOfItsSizeAndNoTwoAtOnce() {
        TileBuffers buffers = new TileBuffers();
        FloatBuffer input = buffers.take(8);
        FloatBuffer output = buffers.take(24);
        assertThat(input.isDirect()).isTrue();
        assertThat(input.order()).isEqualTo(ByteOrder.nativeOrder());
        assertThat(buffers.take(8)).isNotSameAs(input);
        buffers.giveBack(input);
        buffers.giveBack(output);
        assertThat(buffers.take(24)).isSameAs(output);
        assertThat(buffers.take(8)).isSameAs(input);
        assertThat(buffers.take(8)).isNotSameAs(input);
    }

    @Test
    void onlyTheLastPairIsKept() {
        TileBuffers buffers = new TileBuffers();
        FloatBuffer first = buffers.take(1);
        FloatBuffer second = buffers.take(2);
        FloatBuffer third = buffers.take(3);
        buffers.giveBack(first);
        buffers.giveBack(second);
        buffers.giveBack(third);
        assertThat(buffers.take(1)).isNotSameAs(first);
        assertThat(buffers.take(2)).isSameAs(second);
        assertThat(buffers.take(3)).isSameAs(third);
    }
}

package org.foldlink.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.foldlink.protocol.message.Cells;
import org.foldlink.protocol.message.CommandMessage;
import org.foldlink.protocol.message.CoordinateFrame;
import org.foldlink.protocol.message.Ijk;
import org.foldlink.protocol.message.ImageMessage;
import org.foldlink.protocol.message.Matrix3x4;
import org.foldlink.protocol.message.Message;
import org.foldlink.protocol.message.PolyDataMessage;
import org.foldlink.protocol.message.QueryMessage;
import org.foldlink.protocol.message.ScalarType;
import org.foldlink.protocol.message.StringMessage;
import org.foldlink.protocol.wire.Metadata;
import org.foldlink.protocol.wire.Packet;
import org.junit.jupiter.api.Test;

class SmokeTest {
    @Test
    void packetsComeBackWhole() throws Exception {
        ImageMessage image = ImageMessage.whole(
                new Ijk(4, 3, 2),
                ScalarType.INT16,
                ByteOrder.LITTLE_ENDIAN,
                CoordinateFrame.RAS,
                Matrix3x4.IDENTITY,
                ByteBuffer.allocate(48));
        PolyDataMessage poly = PolyDataMessage.ofLines(
                new float[] {0, 0, 0, 1, 1, 1},
                Cells.lines(0, 1),
                List.of(PolyDataMessage.Attribute.cellScalars("label", 3)));
        for (Message m : List.of(
                image,
                poly,
                StringMessage.of("é"),
                CommandMessage.of(7, "Hello", "{}"),
                QueryMessage.of(QueryMessage.Verb.GET, "CAPABILITY"))) {
            for (Packet p : List.of(Packet.v1("dev", m), Packet.v2("dev", Metadata.of("a", "b"), m))) {
                ByteBuffer in = ByteBuffer.wrap(PacketEncoder.encode(p).toByteArray());
                PacketDecoder decoder = new PacketDecoder();
                PacketDecoder.Result r = null;
                while (in.hasRemaining()) {
                    assertThat(r).isNull();
                    r = decoder.next(in.slice(in.position(), 1));
                    in.position(in.position() + 1);
                }
                assertThat(r).isInstanceOf(PacketDecoder.Received.class);
                if (r instanceof PacketDecoder.Received got) {
                    assertThat(got.packet()).isEqualTo(p);
                }
            }
        }
    }
}

package org.foldlink.protocol.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.foldlink.protocol.codec.PacketDecoder;
import org.foldlink.protocol.codec.PacketEncoder;
import org.foldlink.protocol.wire.Packet;
import org.foldlink.protocol.wire.ProtocolException;

/** Packets from bytes and back, by the library under test. */
final class PeerBytes {
    private PeerBytes() {}

    static List<Packet> decode(byte[] bytes) throws ProtocolException {
        PacketDecoder decoder = new PacketDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        List<Packet> packets = new ArrayList<>();
        while (in.hasRemaining()) {
            PacketDecoder.Result result = decoder.next(in);
            if (result instanceof PacketDecoder.Received received) {
                packets.add(received.packet());
            } else if (result instanceof PacketDecoder.Rejected rejected) {
                throw rejected.error();
            }
        }
        decoder.end();
        return packets;
    }

    static byte[] encode(Packet packet) {
        return PacketEncoder.encode(packet).toByteArray();
    }

    /** The peer's bytes mean what was put in, and the same bytes come out again. */
    static void assertSame(String name, byte[] bytes, Packet expected) throws ProtocolException {
        assertThat(decode(bytes)).as(name).containsExactly(expected);
        assertThat(encode(expected)).as(name).isEqualTo(bytes);
    }
}

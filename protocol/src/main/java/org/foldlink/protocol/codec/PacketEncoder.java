package org.foldlink.protocol.codec;

import java.nio.ByteBuffer;
import java.util.List;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.Crc64;
import org.foldlink.protocol.wire.ExtendedHeader;
import org.foldlink.protocol.wire.Header;
import org.foldlink.protocol.wire.Metadata;
import org.foldlink.protocol.wire.Packet;

/** Turns packets into bytes for a gathering write. Large payloads are not copied. Thread-safe. */
public final class PacketEncoder {
    private PacketEncoder() {}

    /** In the packet's own header version. */
    public static EncodedPacket encode(Packet packet) {
        BodyWriter out = new BodyWriter();
        out.zeros(Header.SIZE);
        if (packet.headerVersion() == 1) {
            StandardCodecs.write(packet.message(), out);
        } else {
            Metadata metadata = packet.metadata();
            byte[] extended = new byte[ExtendedHeader.SIZE];
            new ExtendedHeader(ExtendedHeader.SIZE, metadata.indexSize(), metadata.size(), packet.messageId())
                    .write(ByteBuffer.wrap(extended));
            out.bytes(extended);
            StandardCodecs.write(packet.message(), out);
            metadata.write(out);
        }
        long size = out.size();
        List<ByteBuffer> pieces = out.finish();
        ByteBuffer first = pieces.get(0);
        long crc = Crc64.of(first.duplicate().position(Header.SIZE));
        for (ByteBuffer piece : pieces.subList(1, pieces.size())) {
            crc = Crc64.update(crc, piece);
        }
        new Header(
                        packet.headerVersion(),
                        packet.message().type(),
                        packet.device(),
                        packet.timestamp(),
                        size - Header.SIZE,
                        crc)
                .write(first.duplicate());
        return new EncodedPacket(pieces, size);
    }

    /** In that header version: with 1, message id and metadata are left out. */
    public static EncodedPacket encode(Packet packet, int headerVersion) {
        return encode(packet.headerVersion() == headerVersion ? packet : packet.withHeaderVersion(headerVersion));
    }
}

package org.foldlink.protocol.codec;

import org.foldlink.protocol.message.CoordinateFrame;
import org.foldlink.protocol.message.VideoMessage;
import org.foldlink.protocol.wire.BodyReader;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.ProtocolException;

/**
 * VIDEO, 76 bytes and the bitstream.
 *
 * <pre>
 *   0  u16      version, 1
 *   2  u8       pixel order: 1 big-endian, 2 little-endian
 *   3  char[4]  codec
 *   7  u16      frame type
 *   9  u8       coordinates: 1 RAS, 2 LPS
 *  10  u16[3]   size
 *  16  f32[12]  matrix
 *  64  u16[3]   subvolume offset
 *  70  u16[3]   subvolume size
 *  76           bitstream
 * </pre>
 */
final class VideoCodec implements BodyCodec<VideoMessage> {
    @Override
    public String type() {
        return VideoMessage.TYPE;
    }

    @Override
    public Class<VideoMessage> messageClass() {
        return VideoMessage.class;
    }

    @Override
    public VideoMessage read(BodyReader in) throws ProtocolException {
        in.expectAtLeast(76);
        int version = in.u16("version");
        if (version != 1) {
            throw in.error("version", version, "1");
        }
        return new VideoMessage(
                ImageCodec.pixelOrder(in),
                in.text("codec", 4),
                in.u16("frame_type"),
                CoordinateFrame.ofCode(type(), in.u8("coordinates")),
                in.ijk("size"),
                in.matrix("matrix"),
                in.ijk("subvolume_offset"),
                in.ijk("subvolume_size"),
                in.rest());
    }

    @Override
    public void write(VideoMessage message, BodyWriter out) {
        out.u16(1);
        out.u8(ImageCodec.code(message.pixelOrder()));
        out.text(message.codec(), 4);
        out.u16(message.frameType());
        out.u8(message.frame().code());
        out.ijk(message.size());
        out.matrix(message.matrix());
        out.ijk(message.subvolumeOffset());
        out.ijk(message.subvolumeSize());
        out.payload(message.bitstream());
    }
}

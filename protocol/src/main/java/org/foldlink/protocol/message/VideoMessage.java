package org.foldlink.protocol.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * VIDEO: one encoded frame.
 *
 * @param pixelOrder byte order of the decoded pixels
 * @param codec FourCC such as {@code VP90}, {@code H264}, {@code I420}; at most 4 bytes
 * @param frameType the codec's; above 255 for a grey frame; 0..65535
 * @param matrix as an IMAGE's: columns scaled by the spacing, the last the centre of the frame, millimetres
 * @param bitstream not copied. The accessor gives a read-only view
 */
public record VideoMessage(
        ByteOrder pixelOrder,
        String codec,
        int frameType,
        CoordinateFrame frame,
        Ijk size,
        Matrix3x4 matrix,
        Ijk subvolumeOffset,
        Ijk subvolumeSize,
        ByteBuffer bitstream)
        implements Message {
    public static final String TYPE = "VIDEO";

    public VideoMessage {
        Check.range(TYPE, "frame_type", frameType, 0, Check.U16);
        Check.range(TYPE, "size", size, 0);
        Check.range(TYPE, "subvolume_offset", subvolumeOffset, 0);
        Check.range(TYPE, "subvolume_size", subvolumeSize, 0);
        Check.within(TYPE, subvolumeOffset, subvolumeSize, size);
        bitstream = Payload.view(bitstream, ByteOrder.BIG_ENDIAN);
    }

    @Override
    public ByteBuffer bitstream() {
        return Payload.view(bitstream, ByteOrder.BIG_ENDIAN);
    }

    @Override
    public String type() {
        return TYPE;
    }
}

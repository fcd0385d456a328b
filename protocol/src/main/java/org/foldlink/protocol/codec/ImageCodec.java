package org.foldlink.protocol.codec;

import java.nio.ByteOrder;
import org.foldlink.protocol.message.CoordinateFrame;
import org.foldlink.protocol.message.Ijk;
import org.foldlink.protocol.message.ImageMessage;
import org.foldlink.protocol.message.Matrix3x4;
import org.foldlink.protocol.message.ScalarType;
import org.foldlink.protocol.wire.BodyReader;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.ProtocolException;

/**
 * IMAGE, 72 bytes and the pixels.
 *
 * <pre>
 *   0  u16      version, 1
 *   2  u8       components
 *   3  u8       scalar type
 *   4  u8       pixel order: 1 big-endian, 2 little-endian
 *   5  u8       coordinates: 1 RAS, 2 LPS
 *   6  u16[3]   size
 *  12  f32[12]  matrix
 *  60  u16[3]   subvolume offset
 *  66  u16[3]   subvolume size
 *  72           pixels, i fastest, components interleaved
 * </pre>
 */
final class ImageCodec implements BodyCodec<ImageMessage> {
    private static final int HEADER = 72;

    @Override
    public String type() {
        return ImageMessage.TYPE;
    }

    @Override
    public Class<ImageMessage> messageClass() {
        return ImageMessage.class;
    }

    @Override
    public ImageMessage read(BodyReader in) throws ProtocolException {
        in.expectAtLeast(HEADER);
        int version = in.u16("version");
        if (version != 1) {
            throw in.error("version", version, "1");
        }
        int components = in.u8("components");
        ScalarType scalarType = ScalarType.ofCode(type(), "scalar_type", in.u8("scalar_type"));
        ByteOrder order = pixelOrder(in);
        CoordinateFrame frame = CoordinateFrame.ofCode(type(), in.u8("coordinates"));
        Ijk size = in.ijk("size");
        Matrix3x4 matrix = in.matrix("matrix");
        Ijk offset = in.ijk("subvolume_offset");
        Ijk part = in.ijk("subvolume_size");
        ImageMessage.checkShape(size, components, scalarType, offset, part);
        long bytes = ImageMessage.pixelBytes(part, components, scalarType);
        if (bytes != in.remaining()) {
            throw in.error("pixels", in.remaining() + " bytes", bytes + " bytes");
        }
        return new ImageMessage(
                size, components, scalarType, order, frame, matrix, offset, part, in.view("pixels", bytes));
    }

    static ByteOrder pixelOrder(BodyReader in) throws ProtocolException {
        int order = in.u8("pixel_order");
        return switch (order) {
            case 1 -> ByteOrder.BIG_ENDIAN;
            case 2 -> ByteOrder.LITTLE_ENDIAN;
            default -> throw in.error("pixel_order", order, "1 big-endian or 2 little-endian");
        };
    }

    static int code(ByteOrder order) {
        return order.equals(ByteOrder.BIG_ENDIAN) ? 1 : 2;
    }

    @Override
    public void write(ImageMessage message, BodyWriter out) {
        out.u16(1);
        out.u8(message.components());
        out.u8(message.scalarType().code());
        out.u8(code(message.pixelOrder()));
        out.u8(message.frame().code());
        out.ijk(message.size());
        out.matrix(message.matrix());
        out.ijk(message.subvolumeOffset());
        out.ijk(message.subvolumeSize());
        out.payload(message.pixels());
    }
}

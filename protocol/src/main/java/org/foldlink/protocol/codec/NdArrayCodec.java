package org.foldlink.protocol.codec;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.protocol.message.NdArrayMessage;
import org.foldlink.protocol.message.ScalarType;
import org.foldlink.protocol.wire.BodyReader;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.ProtocolException;

/**
 * NDARRAY, 2 + 2·dimensions bytes and the data.
 *
 * <pre>
 *   0  u8       scalar type (13: complex, two float64)
 *   1  u8       dimensions
 *   2  u16[]    size along each
 *      data, big-endian, the last index fastest
 * </pre>
 */
final class NdArrayCodec implements BodyCodec<NdArrayMessage> {
    @Override
    public String type() {
        return NdArrayMessage.TYPE;
    }

    @Override
    public Class<NdArrayMessage> messageClass() {
        return NdArrayMessage.class;
    }

    @Override
    public NdArrayMessage read(BodyReader in) throws ProtocolException {
        in.expectAtLeast(2);
        ScalarType scalarType = ScalarType.ofCode(type(), "scalar_type", in.u8("scalar_type"));
        int dimensions = in.u8("dimensions");
        in.require("size", 2L * dimensions);
        List<Integer> size = new ArrayList<>(dimensions);
        for (int i = 0; i < dimensions; i++) {
            size.add(in.u16("size"));
        }
        return new NdArrayMessage(scalarType, size, in.rest());
    }

    @Override
    public void write(NdArrayMessage message, BodyWriter out) {
        out.u8(message.scalarType().code());
        out.u8(message.size().size());
        message.size().forEach(out::u16);
        out.payload(message.data());
    }
}

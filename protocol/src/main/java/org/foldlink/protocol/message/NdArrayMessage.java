package org.foldlink.protocol.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * NDARRAY: an array of 1..255 dimensions, the last index fastest.
 *
 * @param size elements along each dimension, each 1..65535
 * @param data big-endian; not copied. The accessor gives a read-only big-endian view
 */
public record NdArrayMessage(ScalarType scalarType, List<Integer> size, ByteBuffer data) implements Message {
    public static final String TYPE = "NDARRAY";

    public NdArrayMessage {
        size = List.copyOf(size);
        Check.range(TYPE, "dimensions", size.size(), 1, Check.U8);
        long bytes = scalarType.bytes();
        for (int axis = 0; axis < size.size(); axis++) {
            Check.range(TYPE, "size[" + axis + "]", size.get(axis), 1, Check.U16);
            // Past any buffer's size the exact number no longer matters, and it must not overflow.
            bytes = Math.min(bytes * size.get(axis), Long.MAX_VALUE >>> 17);
        }
        Check.bytes(TYPE, "data", data.remaining(), bytes);
        data = Payload.view(data, ByteOrder.BIG_ENDIAN);
    }

    @Override
    public ByteBuffer data() {
        return Payload.view(data, ByteOrder.BIG_ENDIAN);
    }

    @Override
    public String type() {
        return TYPE;
    }
}

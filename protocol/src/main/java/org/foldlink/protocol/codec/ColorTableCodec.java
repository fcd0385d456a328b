package org.foldlink.protocol.codec;

import org.foldlink.protocol.message.ColorTableMessage;
import org.foldlink.protocol.message.ColorTableMessage.IndexType;
import org.foldlink.protocol.message.ColorTableMessage.MapType;
import org.foldlink.protocol.wire.BodyReader;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.ProtocolException;

/**
 * COLORT, 2 bytes and the table.
 *
 * <pre>
 *   0  u8  index type: 3 uint8 (256 entries), 5 uint16 (65536 entries)
 *   1  u8  map type: 3 uint8, 5 uint16, 19 RGB
 *   2      table: entries of 1, 2 or 3 bytes
 * </pre>
 */
final class ColorTableCodec implements BodyCodec<ColorTableMessage> {
    @Override
    public String type() {
        return ColorTableMessage.TYPE;
    }

    @Override
    public Class<ColorTableMessage> messageClass() {
        return ColorTableMessage.class;
    }

    @Override
    public ColorTableMessage read(BodyReader in) throws ProtocolException {
        in.expectAtLeast(2);
        return new ColorTableMessage(
                IndexType.ofCode(in.u8("index_type")), MapType.ofCode(in.u8("map_type")), in.rest());
    }

    @Override
    public void write(ColorTableMessage message, BodyWriter out) {
        out.u8(message.indexType().code());
        out.u8(message.mapType().code());
        out.payload(message.table());
    }
}

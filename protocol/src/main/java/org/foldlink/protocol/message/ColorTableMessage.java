package org.foldlink.protocol.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * COLORT: a value or a colour for each index.
 *
 * @param table one entry an index, of {@code mapType.bytes()} each (uint16 big-endian; RGB as three bytes); not copied. The accessor
 *     gives a read-only big-endian view
 */
public record ColorTableMessage(IndexType indexType, MapType mapType, ByteBuffer table) implements Message {
    public static final String TYPE = "COLORT";

    public ColorTableMessage {
        Check.bytes(TYPE, "table", table.remaining(), (long) indexType.entries() * mapType.bytes());
        table = Payload.view(table, ByteOrder.BIG_ENDIAN);
    }

    /** Type of an index, so the number of entries. */
    public enum IndexType {
        UINT8(3, 1 << 8),
        UINT16(5, 1 << 16);

        private final int code;
        private final int entries;

        IndexType(int code, int entries) {
            this.code = code;
            this.entries = entries;
        }

        public int code() {
            return code;
        }

        public int entries() {
            return entries;
        }

        public static IndexType ofCode(int code) {
            for (IndexType type : values()) {
                if (type.code == code) {
                    return type;
                }
            }
            throw new InvalidFieldException(TYPE, "index_type", code, "3 uint8 or 5 uint16");
        }
    }

    /** Type of an entry. */
    public enum MapType {
        UINT8(3, 1),
        UINT16(5, 2),
        RGB(19, 3);

        private final int code;
        private final int bytes;

        MapType(int code, int bytes) {
            this.code = code;
            this.bytes = bytes;
        }

        public int code() {
            return code;
        }

        public int bytes() {
            return bytes;
        }

        public static MapType ofCode(int code) {
            for (MapType type : values()) {
                if (type.code == code) {
                    return type;
                }
            }
            throw new InvalidFieldException(TYPE, "map_type", code, "3 uint8, 5 uint16 or 19 RGB");
        }
    }

    @Override
    public ByteBuffer table() {
        return Payload.view(table, ByteOrder.BIG_ENDIAN);
    }

    @Override
    public String type() {
        return TYPE;
    }
}

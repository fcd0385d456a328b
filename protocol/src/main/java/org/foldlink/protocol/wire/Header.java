package org.foldlink.protocol.wire;

import java.nio.ByteBuffer;
import org.foldlink.protocol.message.InvalidFieldException;
import org.foldlink.protocol.message.Timestamp;
import org.foldlink.protocol.message.TypeNames;

/**
 * A message's header, big-endian.
 *
 * <pre>
 *   0  u16       version, 1 or 2
 *   2  char[12]  type
 *  14  char[20]  device
 *  34  u64       timestamp
 *  42  u64       body size
 *  50  u64       CRC-64 of the body
 * </pre>
 *
 * @param bodySize bytes after the header, never negative
 */
public record Header(int version, String type, String device, Timestamp timestamp, long bodySize, long crc) {
    public static final int SIZE = 58;
    public static final int DEVICE_BYTES = 20;

    /**
     * Reads the header at the buffer's position and moves behind it.
     *
     * @throws ProtocolException FRAMING where the bytes are no header
     */
    public static Header read(ByteBuffer in, Limits limits) throws ProtocolException {
        int start = in.position();
        checkStart(in.slice());
        int version = in.getShort(start);
        String type = Text.read(in.slice(start + 2, TypeNames.BYTES));
        try {
            TypeNames.check(type);
        } catch (InvalidFieldException e) {
            throw ProtocolException.framing(e.subject(), e.field(), e.value(), e.expected(), 2);
        }
        String device = Text.read(in.slice(start + 14, DEVICE_BYTES));
        Timestamp timestamp = new Timestamp(in.getLong(start + 34));
        long bodySize = in.getLong(start + 42);
        if (bodySize < 0 || bodySize > limits.maxDrain()) {
            throw ProtocolException.framing(
                    "header", "body_size", Long.toUnsignedString(bodySize), "0.." + limits.maxDrain(), 42);
        }
        long crc = in.getLong(start + 50);
        in.position(start + SIZE);
        return new Header(version, type, device, timestamp, bodySize, crc);
    }

    /**
     * Refuses a stream by its first bytes, as soon as they say that it is no OpenIGTLink.
     *
     * @param in the bytes so far, from position 0, at least 4
     */
    public static void checkStart(ByteBuffer in) throws ProtocolException {
        int version = in.getShort(0) & 0xFFFF;
        if (version == 1 || version == 2) {
            return;
        }
        String expected = switch (in.getInt(0)) {
            case 0x47455420, 0x504F5354, 0x48454144, 0x50555420, 0x4F505449, 0x44454C45, 0x434F4E4E ->
                "1 or 2; this looks like an HTTP request";
            case 0x48545450 -> "1 or 2; this looks like an HTTP response";
            case 0x5353482D -> "1 or 2; this looks like SSH";
            case 0x50524920 -> "1 or 2; this looks like HTTP/2";
            default -> looksLike(version, in);
        };
        throw ProtocolException.framing("header", "version", version, expected, 0);
    }

    private static String looksLike(int version, ByteBuffer in) {
        if (version == 3) {
            return "1 or 2; OpenIGTLink protocol 3 is header version 2";
        }
        if (version == 0x1603 && (in.get(2) & 0xFF) <= 4) {
            return "1 or 2; this looks like a TLS hello";
        }
        if (version == 0x0100 || version == 0x0200) {
            return in.get(2) == 0 && version == 0x0100
                    ? "1 or 2; this looks like a DICOM association"
                    : "1 or 2; this looks like a header in little-endian byte order";
        }
        return "1 or 2; this is not OpenIGTLink";
    }

    /** Writes at the buffer's position, SIZE bytes. Type and device are cut to their fields. */
    public void write(ByteBuffer out) {
        out.putShort((short) version);
        putText(out, type, TypeNames.BYTES);
        putText(out, device, DEVICE_BYTES);
        out.putLong(timestamp.fixed()).putLong(bodySize).putLong(crc);
    }

    private static void putText(ByteBuffer out, String text, int bytes) {
        byte[] cut = Text.cut(text, bytes);
        out.put(cut);
        for (int i = cut.length; i < bytes; i++) {
            out.put((byte) 0);
        }
    }
}

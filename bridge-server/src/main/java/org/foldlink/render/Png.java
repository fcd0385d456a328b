package org.foldlink.render;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A canvas as PNG: 8-bit RGB, not interlaced (PNG specification, third edition, sections 5, 9 and 10; row filter 1, Sub). */
final class Png {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    private Png() {}

    static byte[] encode(Canvas canvas) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        ByteBuffer header = ByteBuffer.allocate(13)
                .putInt(canvas.width())
                .putInt(canvas.height())
                .put((byte) 8)
                .put((byte) 2);
        chunk(out, "IHDR", header.array());
        chunk(out, "IDAT", deflate(rows(canvas)));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static byte[] rows(Canvas canvas) {
        byte[] rows = new byte[canvas.height() * (1 + 3 * canvas.width())];
        int at = 0;
        for (int y = 0; y < canvas.height(); y++) {
            rows[at++] = 1;
            int before = 0;
            for (int x = 0; x < canvas.width(); x++) {
                int rgb = canvas.get(x, y);
                for (int shift = 16; shift >= 0; shift -= 8) {
                    rows[at++] = (byte) ((rgb >> shift & 255) - (before >> shift & 255));
                }
                before = rgb;
            }
        }
        return rows;
    }

    private static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[1 << 16];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] body) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(body);
        out.writeBytes(ByteBuffer.allocate(4).putInt(body.length).array());
        out.writeBytes(name);
        out.writeBytes(body);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}

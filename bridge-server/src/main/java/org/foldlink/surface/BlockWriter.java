package org.foldlink.surface;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/** Little-endian numbers and UTF-8 text into a channel, in blocks. */
final class BlockWriter {

    private final WritableByteChannel out;
    private final ByteBuffer block = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

    BlockWriter(WritableByteChannel out) {
        this.out = out;
    }

    void put(byte value) throws IOException {
        room(1).put(value);
    }

    void put(short value) throws IOException {
        room(2).putShort(value);
    }

    void put(int value) throws IOException {
        room(4).putInt(value);
    }

    void put(float value) throws IOException {
        room(4).putFloat(value);
    }

    void put(float[] values) throws IOException {
        for (float v : values) {
            room(4).putFloat(v);
        }
    }

    void put(int[] values) throws IOException {
        for (int v : values) {
            room(4).putInt(v);
        }
    }

    void put(byte[] bytes) throws IOException {
        for (int done = 0; done < bytes.length; ) {
            ByteBuffer to = room(1);
            int n = Math.min(bytes.length - done, to.remaining());
            to.put(bytes, done, n);
            done += n;
        }
    }

    void put(String text) throws IOException {
        put(text.getBytes(StandardCharsets.UTF_8));
    }

    private ByteBuffer room(int bytes) throws IOException {
        if (block.remaining() < bytes) {
            flush();
        }
        return block;
    }

    void flush() throws IOException {
        block.flip();
        while (block.hasRemaining()) {
            out.write(block);
        }
        block.clear();
    }
}

package org.foldlink.volume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Deflates into one gzip member (RFC 1952) with no time stamp and no name, so that equal volumes give equal files. {@link #close} writes
 * the end and leaves the channel below open. Not thread-safe.
 */
public final class GzipChannel implements WritableByteChannel {

    /** Fast: writing results must not take longer than making them. */
    private static final int LEVEL = 1;

    private final WritableByteChannel below;
    private final Deflater deflater = new Deflater(LEVEL, true);
    private final CRC32 crc = new CRC32();
    private final ByteBuffer out = ByteBuffer.allocateDirect(1 << 17).order(ByteOrder.LITTLE_ENDIAN);
    private boolean open = true;

    public GzipChannel(WritableByteChannel below) {
        this.below = below;
        out.put(new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF});
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        int length = src.remaining();
        crc.update(src.duplicate());
        deflater.setInput(src);
        while (!deflater.needsInput()) {
            deflateSome();
        }
        return length;
    }

    private void deflateSome() throws IOException {
        if (!out.hasRemaining()) {
            drain();
        }
        deflater.deflate(out, Deflater.NO_FLUSH);
    }

    private void drain() throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            below.write(out);
        }
        out.clear();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        if (!open) {
            return;
        }
        open = false;
        try {
            deflater.finish();
            while (!deflater.finished()) {
                deflateSome();
            }
            drain();
            out.putInt((int) crc.getValue()).putInt((int) deflater.getBytesRead());
            drain();
        } finally {
            deflater.end();
        }
    }
}

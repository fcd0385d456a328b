package org.foldlink.volume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates gzip (RFC 1952, one or many members) straight into the reader's buffers, with no copy between. Every member's CRC and length
 * are checked; bytes after the last member are ignored, as gzip does. Not thread-safe.
 */
final class GunzipChannel implements ReadableByteChannel {

    private final ReadableByteChannel source;
    private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 17).flip();
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private long inflated;
    private boolean inMember;
    private boolean ended;
    private boolean open = true;

    GunzipChannel(ReadableByteChannel source) {
        this.source = source;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        int start = dst.position();
        while (dst.hasRemaining() && !ended) {
            if (!inMember) {
                beginMember();
                continue;
            }
            int from = dst.position();
            int n;
            try {
                n = inflater.inflate(dst);
            } catch (DataFormatException e) {
                String why = e.getMessage() == null ? "" : " (" + e.getMessage() + ")";
                throw new VolumeFormatException(
                        "gzip data is damaged after " + inflated + " inflated bytes" + why + ": copy the file again",
                        e);
            }
            if (n > 0) {
                inflated += n;
                crc.update(dst.duplicate().position(from).limit(from + n));
            } else if (inflater.finished()) {
                endMember();
            } else if (inflater.needsInput()) {
                fill();
                inflater.setInput(in);
            } else {
                throw new VolumeFormatException("gzip data needs a preset dictionary (expected none)");
            }
        }
        int got = dst.position() - start;
        return got == 0 && ended ? -1 : got;
    }

    private void beginMember() throws IOException {
        if (next() != 0x1F || next() != 0x8B || next() != 8) {
            throw new VolumeFormatException("gzip header is not gzip with deflate (expected bytes 1f 8b 08)");
        }
        int flags = next();
        skip(6);
        if ((flags & 4) != 0) {
            int length = next();
            length |= next() << 8;
            skip(length);
        }
        for (int text = Integer.bitCount(flags & 0x18); text > 0; ) {
            if (next() == 0) {
                text--;
            }
        }
        if ((flags & 2) != 0) {
            skip(2);
        }
        inflater.reset();
        inflater.setInput(in);
        crc.reset();
        inMember = true;
    }

    private void endMember() throws IOException {
        long expectedCrc = le32();
        long expectedLength = le32();
        if (expectedCrc != crc.getValue() || expectedLength != (inflater.getBytesWritten() & 0xFFFF_FFFFL)) {
            throw new VolumeFormatException(
                    "gzip checksum = %08x over %d bytes (expected %08x over %d): copy the file again"
                            .formatted(
                                    crc.getValue(),
                                    inflater.getBytesWritten() & 0xFFFF_FFFFL,
                                    expectedCrc,
                                    expectedLength));
        }
        inMember = false;
        while (in.remaining() < 2) {
            in.compact();
            int n = source.read(in);
            in.flip();
            if (n < 0) {
                ended = true;
                return;
            }
        }
        ended = (in.get(in.position()) & 0xFF) != 0x1F || (in.get(in.position() + 1) & 0xFF) != 0x8B;
    }

    private long le32() throws IOException {
        long value = next();
        value |= (long) next() << 8;
        value |= (long) next() << 16;
        return value | (long) next() << 24;
    }

    private void skip(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            next();
        }
    }

    private int next() throws IOException {
        if (!in.hasRemaining()) {
            fill();
        }
        return in.get() & 0xFF;
    }

    private void fill() throws IOException {
        in.clear();
        int n = 0;
        while (n == 0) {
            n = source.read(in);
        }
        in.flip();
        if (n < 0) {
            in.limit(0);
            throw new VolumeFormatException("gzip stream ends after " + inflated
                    + " inflated bytes without its end mark: the file is truncated, copy it again");
        }
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        open = false;
        inflater.end();
        source.close();
    }
}

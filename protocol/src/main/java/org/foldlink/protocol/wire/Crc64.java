package org.foldlink.protocol.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The CRC-64 of OpenIGTLink: ECMA-182, polynomial {@code 0x42F0E1EBA9EA3693}, initial value 0, not reflected, no final xor. The check
 * value of {@code "123456789"} is {@code 6C40DF5F0B497347}.
 *
 * <p>Incremental: {@code update(update(0, a), b)} is that of {@code a} followed by {@code b}. Eight tables take 8 bytes a step; since
 * each step waits for the one before, three streams run side by side over three neighbouring lanes of bytes, and their checksums are
 * joined at the lanes' end. Long runs are first shortened by {@link Crc64Folding}. Stateless and thread-safe.
 */
public final class Crc64 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long POLYNOMIAL = 0x42F0_E1EB_A9EA_3693L;

    /** {@code T[k][b]}: the checksum of byte b followed by k zero bytes. */
    private static final long[][] TABLES = tables();

    private static final long[] T0 = TABLES[0];
    private static final long[] T1 = TABLES[1];
    private static final long[] T2 = TABLES[2];
    private static final long[] T3 = TABLES[3];
    private static final long[] T4 = TABLES[4];
    private static final long[] T5 = TABLES[5];
    private static final long[] T6 = TABLES[6];
    private static final long[] T7 = TABLES[7];

    private static final int LONG_LANE = 4096;
    private static final int SHORT_LANE = 256;
    private static final int BLOCK = 3 * LONG_LANE;
    private static final long[][] LONG_SHIFT = shift(LONG_LANE);
    private static final long[][] SHORT_SHIFT = shift(SHORT_LANE);

    private Crc64() {}

    private static long[][] tables() {
        long[][] tables = new long[8][256];
        for (int b = 0; b < 256; b++) {
            long crc = (long) b << 56;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc << 1) ^ ((crc >> 63) & POLYNOMIAL);
            }
            tables[0][b] = crc;
        }
        for (int k = 1; k < tables.length; k++) {
            for (int b = 0; b < 256; b++) {
                long before = tables[k - 1][b];
                tables[k][b] = (before << 8) ^ tables[0][(int) (before >>> 56)];
            }
        }
        return tables;
    }

    /** {@code S[k][b]}: the checksum {@code b << 8k}, gone on with that many zero bytes. It is linear, so 64 single bits make it. */
    private static long[][] shift(int zeros) {
        long[][] shift = new long[8][256];
        for (int bit = 0; bit < 64; bit++) {
            long crc = 1L << bit;
            for (int i = 0; i < zeros; i++) {
                crc = (crc << 8) ^ T0[(int) (crc >>> 56)];
            }
            shift[bit / 8][1 << (bit % 8)] = crc;
        }
        for (long[] table : shift) {
            for (int b = 1; b < 256; b++) {
                int low = Integer.lowestOneBit(b);
                table[b] = table[low] ^ table[b - low];
            }
        }
        return shift;
    }

    private static long shifted(long[][] shift, long crc) {
        long value = 0;
        for (int k = 0; k < 8; k++) {
            value ^= shift[k][(int) (crc >>> (8 * k)) & 0xFF];
        }
        return value;
    }

    /** The checksum of the bytes from position to limit; the buffer is not moved. */
    public static long of(ByteBuffer bytes) {
        return update(0, bytes);
    }

    public static long of(byte[] bytes) {
        return update(0, ByteBuffer.wrap(bytes));
    }

    /** The checksum so far, gone on with the bytes from position to limit; the buffer is not moved. */
    public static long update(long crc, ByteBuffer bytes) {
        if (bytes.remaining() >= Crc64Folding.LEAST_BYTES) {
            int whole = bytes.remaining() & -Long.BYTES;
            byte[] folded = Crc64Folding.fold(crc, bytes.slice(bytes.position(), whole));
            long value = update(0, folded, 0, folded.length);
            return update(value, bytes.slice(bytes.position() + whole, bytes.remaining() - whole));
        }
        if (bytes.hasArray()) {
            return update(crc, bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        }
        // Direct and read-only memory goes through a block that stays in the cache: one kind of memory keeps the loops
        // fast.
        byte[] block = new byte[Math.min(BLOCK, bytes.remaining())];
        long value = crc;
        for (int at = bytes.position(); at < bytes.limit(); at += block.length) {
            int count = Math.min(block.length, bytes.limit() - at);
            bytes.get(at, block, 0, count);
            value = update(value, block, 0, count);
        }
        return value;
    }

    private static long update(long crc, byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        long value = crc;
        for (; end - at >= 3 * LONG_LANE; at += 3 * LONG_LANE) {
            value = lanes(value, bytes, at, LONG_LANE, LONG_SHIFT);
        }
        for (; end - at >= 3 * SHORT_LANE; at += 3 * SHORT_LANE) {
            value = lanes(value, bytes, at, SHORT_LANE, SHORT_SHIFT);
        }
        for (; end - at >= 8; at += 8) {
            value = step(value ^ (long) LONGS.get(bytes, at));
        }
        for (; at < end; at++) {
            value = (value << 8) ^ T0[(int) (value >>> 56) ^ (bytes[at] & 0xFF)];
        }
        return value;
    }

    private static long lanes(long crc, byte[] bytes, int offset, int lane, long[][] shift) {
        long a = crc;
        long b = 0;
        long c = 0;
        for (int at = offset, end = offset + lane; at < end; at += 8) {
            a = step(a ^ (long) LONGS.get(bytes, at));
            b = step(b ^ (long) LONGS.get(bytes, at + lane));
            c = step(c ^ (long) LONGS.get(bytes, at + 2 * lane));
        }
        return shifted(shift, shifted(shift, a) ^ b) ^ c;
    }

    private static long step(long a) {
        return T7[(int) (a >>> 56)]
                ^ T6[(int) (a >>> 48) & 0xFF]
                ^ T5[(int) (a >>> 40) & 0xFF]
                ^ T4[(int) (a >>> 32) & 0xFF]
                ^ T3[(int) a >>> 24]
                ^ T2[((int) a >>> 16) & 0xFF]
                ^ T1[((int) a >>> 8) & 0xFF]
                ^ T0[(int) a & 0xFF];
    }
}

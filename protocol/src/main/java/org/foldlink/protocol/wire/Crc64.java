package org.foldlink.protocol.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The CRC-64 of OpenIGTLink: ECMA-182, polynomial {@code 0x42F0E1EBA9EA3693}, initial value 0, not reflected, no final xor. The check
 * value of {@code "123456789"} is {@code 6C40DF5F0B497347}.
 *
 * <p>Incremental: {@code update(update(0, a), b)} is that of {@code a} followed by {@code b}. Sixteen tables take 16 bytes a step, so
 * that only the first eight of them wait for the step before. Stateless and thread-safe.
 */
public final class Crc64 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int BLOCK = 1 << 14;
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
    private static final long[] T8 = TABLES[8];
    private static final long[] T9 = TABLES[9];
    private static final long[] T10 = TABLES[10];
    private static final long[] T11 = TABLES[11];
    private static final long[] T12 = TABLES[12];
    private static final long[] T13 = TABLES[13];
    private static final long[] T14 = TABLES[14];
    private static final long[] T15 = TABLES[15];

    private Crc64() {}

    private static long[][] tables() {
        long[][] tables = new long[16][256];
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

    /** The checksum of the bytes from position to limit; the buffer is not moved. */
    public static long of(ByteBuffer bytes) {
        return update(0, bytes);
    }

    public static long of(byte[] bytes) {
        return update(0, ByteBuffer.wrap(bytes));
    }

    /** The checksum so far, gone on with the bytes from position to limit; the buffer is not moved. */
    public static long update(long crc, ByteBuffer bytes) {
        if (bytes.hasArray()) {
            return update(crc, bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        }
        // Direct and read-only memory goes through a block that stays in the cache: one kind of memory keeps the loop
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
        for (; at <= end - 16; at += 16) {
            value = step(value ^ (long) LONGS.get(bytes, at), (long) LONGS.get(bytes, at + 8));
        }
        for (; at < end; at++) {
            value = (value << 8) ^ T0[(int) (value >>> 56) ^ (bytes[at] & 0xFF)];
        }
        return value;
    }

    private static long step(long a, long b) {
        return T15[(int) (a >>> 56)]
                ^ T14[(int) (a >>> 48) & 0xFF]
                ^ T13[(int) (a >>> 40) & 0xFF]
                ^ T12[(int) (a >>> 32) & 0xFF]
                ^ T11[(int) a >>> 24]
                ^ T10[((int) a >>> 16) & 0xFF]
                ^ T9[((int) a >>> 8) & 0xFF]
                ^ T8[(int) a & 0xFF]
                ^ T7[(int) (b >>> 56)]
                ^ T6[(int) (b >>> 48) & 0xFF]
                ^ T5[(int) (b >>> 40) & 0xFF]
                ^ T4[(int) (b >>> 32) & 0xFF]
                ^ T3[(int) b >>> 24]
                ^ T2[((int) b >>> 16) & 0xFF]
                ^ T1[((int) b >>> 8) & 0xFF]
                ^ T0[(int) b & 0xFF];
    }
}

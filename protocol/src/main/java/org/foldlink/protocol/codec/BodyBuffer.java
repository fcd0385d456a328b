package org.foldlink.protocol.codec;

import java.nio.ByteBuffer;
import org.foldlink.protocol.wire.BodyAllocator;
import org.foldlink.protocol.wire.Crc64;
import org.jspecify.annotations.Nullable;

/** A body as it arrives: its memory grows with its bytes. Not thread-safe. */
final class BodyBuffer {
    /** Fewer, larger steps copy less; a peer makes us take at most this many times what it sent. */
    private static final int GROWTH = 8;

    /** Long runs are summed faster than short ones; these are still in the cache. */
    private static final int SUMMED_AT_ONCE = 1 << 20;

    private final BodyAllocator allocator;
    private final int declared;
    private final boolean summing;
    private ByteBuffer bytes;
    private int summed;
    private long crc;

    private BodyBuffer(BodyAllocator allocator, int declared, boolean summing, ByteBuffer bytes) {
        this.allocator = allocator;
        this.declared = declared;
        this.summing = summing;
        this.bytes = bytes;
    }

    /**
     * @param first bytes to take memory for at once
     * @param summing whether to keep the checksum
     * @return null where there is no memory
     */
    static @Nullable BodyBuffer begin(BodyAllocator allocator, int declared, int first, boolean summing) {
        ByteBuffer bytes = allocate(allocator, Math.min(declared, first));
        return bytes == null ? null : new BodyBuffer(allocator, declared, summing, bytes);
    }

    private static @Nullable ByteBuffer allocate(BodyAllocator allocator, int capacity) {
        try {
            return allocator.allocate(capacity);
        } catch (OutOfMemoryError e) {
            return null;
        }
    }

    int received() {
        return bytes.position();
    }

    boolean isWhole() {
        return bytes.position() == declared;
    }

    long crc() {
        return crc;
    }

    /**
     * Takes what there is and is wanted.
     *
     * @return false where there is no memory
     */
    boolean take(ByteBuffer in) {
        while (in.hasRemaining() && !isWhole()) {
            if (!bytes.hasRemaining() && !grow()) {
                return false;
            }
            int count = Math.min(in.remaining(), bytes.remaining());
            bytes.put(in.slice(in.position(), count));
            in.position(in.position() + count);
            if (summing && (isWhole() || bytes.position() - summed >= SUMMED_AT_ONCE)) {
                crc = Crc64.update(crc, bytes.duplicate().flip().position(summed));
                summed = bytes.position();
            }
        }
        return true;
    }

    private boolean grow() {
        // The last step goes all the way when that is at most twice as far: a volume is rather not copied again for its
        // end.
        long next = (long) GROWTH * bytes.capacity();
        ByteBuffer larger = allocate(allocator, 2 * next >= declared ? declared : (int) next);
        if (larger == null) {
            return false;
        }
        larger.put(bytes.flip());
        allocator.release(bytes);
        bytes = larger;
        return true;
    }

    /** The whole body, from 0 to its size. */
    ByteBuffer view() {
        return bytes.asReadOnlyBuffer().flip();
    }

    void release() {
        allocator.release(bytes);
    }
}

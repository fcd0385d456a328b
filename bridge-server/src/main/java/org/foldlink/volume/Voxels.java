package org.foldlink.volume;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Scalars of one {@link VoxelType} addressed by a long index, in direct native-order buffers of at most 2^30 bytes each (a Java buffer
 * ends at 2^31 elements).
 *
 * <p>Ownership: whoever allocates may write until the voxels are handed on; from then on they are read-only by convention and safe to
 * read from many threads, since every access is absolute.
 */
public final class Voxels {

    static final int BLOCK_BYTES_LOG2 = 30;

    private final VoxelType type;
    private final long count;
    private final int blockShift;
    private final ByteBuffer[] blocks;

    private Voxels(VoxelType type, long count, int blockShift, ByteBuffer[] blocks) {
        this.type = type;
        this.count = count;
        this.blockShift = blockShift;
        this.blocks = blocks;
    }

    /** Zero-filled. */
    public static Voxels allocate(VoxelType type, long count) {
        return allocate(type, count, BLOCK_BYTES_LOG2);
    }

    /** With blocks of 2^{@code blockBytesLog2} bytes: tests cross block boundaries with small ones. */
    static Voxels allocate(VoxelType type, long count, int blockBytesLog2) {
        long bytes = Math.multiplyExact(count, (long) type.bytes());
        ByteBuffer[] blocks = new ByteBuffer[blockCount(bytes, blockBytesLog2)];
        for (int b = 0; b < blocks.length; b++) {
            long left = Math.min(1L << blockBytesLog2, bytes - ((long) b << blockBytesLog2));
            blocks[b] = ByteBuffer.allocateDirect((int) left).order(ByteOrder.nativeOrder());
        }
        return ofBlocks(type, count, blockBytesLog2, blocks);
    }

    static int blockCount(long bytes, int blockBytesLog2) {
        return Math.toIntExact((bytes + (1L << blockBytesLog2) - 1) >> blockBytesLog2);
    }

    /** All blocks but the last hold 2^{@code blockBytesLog2} bytes, in native order, from position 0. */
    static Voxels ofBlocks(VoxelType type, long count, int blockBytesLog2, ByteBuffer[] blocks) {
        int shift = blockBytesLog2 - Integer.numberOfTrailingZeros(type.bytes());
        return new Voxels(type, count, shift, blocks);
    }

    /** One buffer in native order, not copied; its remaining bytes are the voxels. */
    public static Voxels wrap(VoxelType type, ByteBuffer bytes) {
        ByteBuffer view = bytes.slice().order(ByteOrder.nativeOrder());
        if (view.remaining() % type.bytes() != 0) {
            throw new IllegalArgumentException("voxel buffer has " + view.remaining()
                    + " bytes (expected a multiple of " + type.bytes() + " for " + type + ")");
        }
        // One block whatever its length: the shift is wide enough that every index falls into block 0.
        return new Voxels(type, view.remaining() / type.bytes(), 31, new ByteBuffer[] {view});
    }

    public static Voxels ofFloats(float... values) {
        Voxels v = allocate(VoxelType.FLOAT32, values.length);
        for (int i = 0; i < values.length; i++) {
            v.set(i, values[i]);
        }
        return v;
    }

    public VoxelType type() {
        return type;
    }

    public long count() {
        return count;
    }

    public long byteCount() {
        return count * type.bytes();
    }

    /** The blocks in order, as independent read-only native-order views from position 0. */
    public List<ByteBuffer> blocks() {
        ByteBuffer[] views = new ByteBuffer[blocks.length];
        for (int b = 0; b < blocks.length; b++) {
            views[b] = blocks[b].asReadOnlyBuffer().order(ByteOrder.nativeOrder());
        }
        return List.of(views);
    }

    /** Writable block {@code b}, native order, for the allocator only. */
    public ByteBuffer writableBlock(int b) {
        return blocks[b].duplicate().order(ByteOrder.nativeOrder());
    }

    /** The value at a linear index, unsigned types as unsigned. */
    public double get(long index) {
        ByteBuffer block = blocks[(int) (index >> blockShift)];
        int at = (int) (index & ((1L << blockShift) - 1));
        return switch (type) {
            case UINT8 -> block.get(at) & 0xFF;
            case INT8 -> block.get(at);
            case UINT16 -> block.getShort(at * 2) & 0xFFFF;
            case INT16 -> block.getShort(at * 2);
            case UINT32 -> block.getInt(at * 4) & 0xFFFF_FFFFL;
            case INT32 -> block.getInt(at * 4);
            case FLOAT32 -> block.getFloat(at * 4);
            case FLOAT64 -> block.getDouble(at * 8);
        };
    }

    /** Narrowing as Java's casts: the caller has checked the range. */
    public void set(long index, double value) {
        ByteBuffer block = blocks[(int) (index >> blockShift)];
        int at = (int) (index & ((1L << blockShift) - 1));
        switch (type) {
            case UINT8, INT8 -> block.put(at, (byte) (long) value);
            case UINT16, INT16 -> block.putShort(at * 2, (short) (long) value);
            case UINT32, INT32 -> block.putInt(at * 4, (int) (long) value);
            case FLOAT32 -> block.putFloat(at * 4, (float) value);
            case FLOAT64 -> block.putDouble(at * 8, value);
        }
    }

    /** Writes {@code length} values from linear index {@code from} on, {@code stride} (any but 0) apart; UINT8 and UINT16 only. */
    public void write(long from, long stride, char[] values, int length) {
        if (type != VoxelType.UINT8 && type != VoxelType.UINT16) {
            throw new IllegalArgumentException("voxels are " + type + " (expected UINT8 or UINT16 for labels)");
        }
        boolean bytes = type == VoxelType.UINT8;
        long index = from;
        for (int i = 0; i < length; i++, index += stride) {
            ByteBuffer block = blocks[(int) (index >> blockShift)];
            int at = (int) (index & ((1L << blockShift) - 1));
            if (bytes) {
                block.put(at, (byte) values[i]);
            } else {
                block.putShort(2 * at, (short) values[i]);
            }
        }
    }

    /** Copies {@code length} values from linear index {@code from} into {@code to}, as floats. */
    public void read(long from, float[] to, int offset, int length) {
        for (int done = 0; done < length; ) {
            long index = from + done;
            int b = (int) (index >> blockShift);
            int at = (int) (index & ((1L << blockShift) - 1));
            ByteBuffer block = blocks[b];
            int n = Math.min(length - done, block.capacity() / type.bytes() - at);
            int end = offset + done + n;
            int o = offset + done;
            switch (type) {
                case UINT8 -> {
                    for (; o < end; o++) to[o] = block.get(at++) & 0xFF;
                }
                case INT8 -> {
                    for (; o < end; o++) to[o] = block.get(at++);
                }
                case UINT16 -> {
                    for (at *= 2; o < end; o++, at += 2) to[o] = block.getShort(at) & 0xFFFF;
                }
                case INT16 -> {
                    for (at *= 2; o < end; o++, at += 2) to[o] = block.getShort(at);
                }
                case UINT32 -> {
                    for (at *= 4; o < end; o++, at += 4) to[o] = block.getInt(at) & 0xFFFF_FFFFL;
                }
                case INT32 -> {
                    for (at *= 4; o < end; o++, at += 4) to[o] = block.getInt(at);
                }
                case FLOAT32 -> {
                    for (at *= 4; o < end; o++, at += 4) to[o] = block.getFloat(at);
                }
                case FLOAT64 -> {
                    for (at *= 8; o < end; o++, at += 8) to[o] = (float) block.getDouble(at);
                }
            }
            done += n;
        }
    }

    /** Copies {@code length} values from linear index {@code from} into {@code to}; every type's values are exact as doubles. */
    public void read(long from, double[] to, int offset, int length) {
        for (int done = 0; done < length; ) {
            long index = from + done;
            ByteBuffer block = blocks[(int) (index >> blockShift)];
            int at = (int) (index & ((1L << blockShift) - 1));
            int n = Math.min(length - done, block.capacity() / type.bytes() - at);
            int end = offset + done + n;
            int o = offset + done;
            switch (type) {
                case UINT8 -> {
                    for (; o < end; o++) to[o] = block.get(at++) & 0xFF;
                }
                case INT8 -> {
                    for (; o < end; o++) to[o] = block.get(at++);
                }
                case UINT16 -> {
                    for (at *= 2; o < end; o++, at += 2) to[o] = block.getShort(at) & 0xFFFF;
                }
                case INT16 -> {
                    for (at *= 2; o < end; o++, at += 2) to[o] = block.getShort(at);
                }
                case UINT32 -> {
                    for (at *= 4; o < end; o++, at += 4) to[o] = block.getInt(at) & 0xFFFF_FFFFL;
                }
                case INT32 -> {
                    for (at *= 4; o < end; o++, at += 4) to[o] = block.getInt(at);
                }
                case FLOAT32 -> {
                    for (at *= 4; o < end; o++, at += 4) to[o] = block.getFloat(at);
                }
                case FLOAT64 -> {
                    for (at *= 8; o < end; o++, at += 8) to[o] = block.getDouble(at);
                }
            }
            done += n;
        }
    }
}

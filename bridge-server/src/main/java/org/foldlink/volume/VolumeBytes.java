package org.foldlink.volume;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a volume file from the front, plain or inflated from gzip. Memory for voxels is taken only as far as the file can hold
 * them: a header that declares a terabyte over a small file is refused before anything is allocated. Not thread-safe.
 */
public final class VolumeBytes implements Closeable {

    /** Deflate cannot do better: 258 bytes from 2 bits. */
    private static final long MAX_RATIO = 1032;

    private static final int MIB = 1 << 20;

    private final ReadableByteChannel in;
    private final long fileBytes;
    private final boolean gzip;
    private long position;

    private VolumeBytes(ReadableByteChannel in, long fileBytes, boolean gzip) {
        this.in = in;
        this.fileBytes = fileBytes;
        this.gzip = gzip;
    }

    /** Opens a file to read, with errors that say what is wrong with it. */
    public static FileChannel openFile(Path file) throws IOException {
        try {
            if (Files.isDirectory(file)) {
                throw new FileSystemException(file.toString(), null, "it is a folder (expected a file)");
            }
            return FileChannel.open(file);
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(file.toString(), null, "no such file");
        } catch (AccessDeniedException e) {
            throw new AccessDeniedException(file.toString(), null, "reading it is not permitted");
        }
    }

    /** Opens a file, inflating it if its first bytes are gzip's, whatever it is named. */
    public static VolumeBytes open(Path file) throws IOException {
        FileChannel channel = openFile(file);
        try {
            ByteBuffer magic = ByteBuffer.allocate(2);
            channel.read(magic, 0);
            boolean gzip = (magic.get(0) & 0xFF) == 0x1F && (magic.get(1) & 0xFF) == 0x8B;
            return gzip ? gunzip(channel) : plain(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** From the channel's position on, as they are. */
    public static VolumeBytes plain(FileChannel channel) throws IOException {
        return new VolumeBytes(channel, channel.size() - channel.position(), false);
    }

    /** From the channel's position on, inflated. */
    public static VolumeBytes gunzip(FileChannel channel) throws IOException {
        return new VolumeBytes(new GunzipChannel(channel), channel.size() - channel.position(), true);
    }

    /** Bytes delivered so far. */
    public long position() {
        return position;
    }

    /** Reads until {@code to} is full or the file ends. @return the number of bytes read */
    public int read(ByteBuffer to) throws IOException {
        int start = to.position();
        while (to.hasRemaining() && in.read(to) >= 0) {}
        int n = to.position() - start;
        position += n;
        return n;
    }

    /** Skips up to {@code target}, counted from where these bytes began. */
    public void skipTo(long target, String field) throws IOException {
        checkHolds(target, field + " = " + target);
        ByteBuffer waste = ByteBuffer.allocate((int) Math.max(0, Math.min(64 * 1024, target - position)));
        while (position < target) {
            waste.clear().limit((int) Math.min(waste.capacity(), target - position));
            if (read(waste) == 0) {
                throw new VolumeFormatException(
                        field + " = " + target + " lies beyond the end of the file at " + position);
            }
        }
    }

    private void checkHolds(long bytes, String what) throws VolumeFormatException {
        if (!gzip && bytes > fileBytes) {
            throw new VolumeFormatException(what + " lies beyond the end of the file at " + fileBytes);
        }
        if (gzip && bytes / MAX_RATIO > fileBytes) {
            throw new VolumeFormatException(
                    what + " lies beyond what " + fileBytes + " bytes of gzip can hold (" + MAX_RATIO + " to 1)");
        }
    }

    /** Reads {@code count} scalars that lie in the file in {@code order}. */
    public Voxels readVoxels(VoxelType type, long count, ByteOrder order) throws IOException {
        long first = gzip ? Math.max(64L * MIB, 8 * fileBytes) : Long.MAX_VALUE;
        return readVoxels(type, count, order, first, Voxels.BLOCK_BYTES_LOG2);
    }

    /**
     * Gzip says nothing reliable about its length, so a block is taken in steps, as its bytes arrive.
     *
     * @param first bytes to take at once for a block
     * @param shift log2 of the bytes of a block
     */
    Voxels readVoxels(VoxelType type, long count, ByteOrder order, long first, int shift) throws IOException {
        long bytes;
        try {
            bytes = Math.multiplyExact(count, (long) type.bytes());
        } catch (ArithmeticException e) {
            throw new VolumeFormatException(
                    "voxel data of " + count + " " + type + " voxels is beyond any file (expected a smaller grid)", e);
        }
        long start = position;
        if (!gzip && bytes > fileBytes - start) {
            throw truncated(fileBytes - start, bytes, count, type);
        }
        checkHolds(start + bytes, "voxel data of " + bytes + " bytes (" + count + " voxels of " + type + ")");
        if (bytes > directMemory()) {
            throw tooSmall(bytes, null);
        }
        ByteBuffer[] blocks = new ByteBuffer[Voxels.blockCount(bytes, shift)];
        for (int b = 0; b < blocks.length; b++) {
            int length = (int) Math.min(1L << shift, bytes - ((long) b << shift));
            blocks[b] = readBlock(length, first, bytes);
            long got = ((long) b << shift) + blocks[b].position();
            if (got < Math.min(bytes, (long) (b + 1) << shift)) {
                throw truncated(got, bytes, count, type);
            }
            blocks[b].clear();
            if (order != ByteOrder.nativeOrder()) {
                swap(blocks[b], type.bytes());
            }
        }
        return Voxels.ofBlocks(type, count, shift, blocks);
    }

    private static VolumeFormatException truncated(long got, long bytes, long count, VoxelType type) {
        return new VolumeFormatException("voxel data ends after " + got + " bytes (expected " + bytes + ": " + count
                + " voxels of " + type + "): the file is truncated, copy it again");
    }

    private ByteBuffer readBlock(int length, long first, long whole) throws IOException {
        ByteBuffer block = allocate((int) Math.min(length, first), whole);
        read(block);
        while (!block.hasRemaining() && block.capacity() < length) {
            ByteBuffer larger = allocate((int) Math.min(length, 4L * block.capacity()), whole);
            block = larger.put(block.flip());
            read(block);
        }
        return block;
    }

    private static ByteBuffer allocate(int bytes, long whole) throws VolumeFormatException {
        try {
            return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        } catch (OutOfMemoryError e) {
            throw tooSmall(whole, e);
        }
    }

    private static VolumeFormatException tooSmall(long bytes, @Nullable Throwable cause) {
        return new VolumeFormatException(
                "memory is too small for the volume: its voxels take " + (bytes + MIB - 1) / MIB
                        + " MiB, Java may take " + directMemory() / MIB
                        + " MiB for voxels (start it with a larger -XX:MaxDirectMemorySize)",
                cause);
    }

    /** What Java may take outside its heap: -XX:MaxDirectMemorySize, or as much as the heap where that is not given. */
    private static long directMemory() {
        HotSpotDiagnosticMXBean bean = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        long option = bean == null
                ? 0
                : Long.parseLong(bean.getVMOption("MaxDirectMemorySize").getValue());
        return option > 0 ? option : Runtime.getRuntime().maxMemory();
    }

    /**
     * Reads on past the voxels; with gzip to the end, since only there stands the checksum that covers them.
     *
     * @return true if there were more bytes
     */
    public boolean finish() throws IOException {
        ByteBuffer rest = ByteBuffer.allocateDirect(64 * 1024);
        boolean more = read(rest) > 0;
        while (gzip && rest.position() > 0) {
            rest.clear();
            read(rest);
        }
        return more;
    }

    static void swap(ByteBuffer block, int width) {
        switch (width) {
            case 1 -> {}
            case 2 -> {
                ShortBuffer s = block.asShortBuffer();
                for (int i = 0, n = s.limit(); i < n; i++) {
                    s.put(i, Short.reverseBytes(s.get(i)));
                }
            }
            case 4 -> {
                IntBuffer s = block.asIntBuffer();
                for (int i = 0, n = s.limit(); i < n; i++) {
                    s.put(i, Integer.reverseBytes(s.get(i)));
                }
            }
            case 8 -> {
                LongBuffer s = block.asLongBuffer();
                for (int i = 0, n = s.limit(); i < n; i++) {
                    s.put(i, Long.reverseBytes(s.get(i)));
                }
            }
            default -> throw new IllegalArgumentException("scalar width " + width + " (expected 1, 2, 4 or 8)");
        }
    }

    /** Writes the voxels in native order. */
    public static void writeVoxels(Voxels voxels, WritableByteChannel out) throws IOException {
        for (ByteBuffer block : voxels.blocks()) {
            writeFully(block, out);
        }
    }

    public static void writeFully(ByteBuffer bytes, WritableByteChannel out) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

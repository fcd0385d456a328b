package org.foldlink.nrrd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.foldlink.geometry.Grid;
import org.foldlink.volume.GzipChannel;
import org.foldlink.volume.Int64Voxels;
import org.foldlink.volume.PartFile;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VolumeBytes;
import org.foldlink.volume.VolumeFormatException;
import org.foldlink.volume.Voxels;

/**
 * NRRD files (teem.sourceforge.net/nrrd/format.html): {@code .nrrd}, and {@code .nhdr} with its data file; raw, gzip and text to read, gzip
 * to write. The rules for spaces, units and missing fields are in docs/decisions/nrrd.md.
 */
public final class NrrdFile {

    private NrrdFile() {}

    /**
     * Reads one volume.
     *
     * @throws VolumeFormatException if the file is not one orthogonal volume of plain numbers, saying which field is wrong
     */
    public static NrrdImage read(Path file) throws IOException {
        try (FileChannel channel = VolumeBytes.openFile(file)) {
            NrrdHeader header = NrrdHeaderReader.read(channel);
            List<String> warnings = new ArrayList<>();
            NrrdType type = NrrdType.of(header.require("type"));
            Grid grid = NrrdGeometry.of(header, warnings);
            Voxels voxels = voxels(file, channel, header, type, grid, warnings);
            return new NrrdImage(new Volume(grid, voxels), header.keyValues(), warnings);
        } catch (VolumeFormatException e) {
            throw new VolumeFormatException(file.getFileName() + ": " + e.getMessage(), e);
        }
    }

    private static Voxels voxels(
            Path file, FileChannel channel, NrrdHeader header, NrrdType type, Grid grid, List<String> warnings)
            throws IOException {
        String dataFile = header.get("data file");
        if (dataFile == null) {
            channel.position(header.length());
            return voxels(channel, header, type, grid, warnings);
        }
        if (dataFile.equals("LIST") || dataFile.startsWith("LIST ") || dataFile.contains("%")) {
            throw new VolumeFormatException(
                    "data file = " + dataFile + " (expected one file): voxels spread over several files are not read");
        }
        Path data = file.resolveSibling(dataFile);
        if (!Files.isRegularFile(data)) {
            throw new VolumeFormatException("data file = " + dataFile + " is not there (expected beside the header)");
        }
        try (FileChannel detached = VolumeBytes.openFile(data)) {
            return voxels(detached, header, type, grid, warnings);
        }
    }

    private static Voxels voxels(FileChannel data, NrrdHeader header, NrrdType type, Grid grid, List<String> warnings)
            throws IOException {
        skipLines(data, header.integer("line skip", 0));
        int byteSkip = header.integer("byte skip", 0);
        String encoding = header.require("encoding");
        Voxels stored = switch (encoding.toLowerCase(Locale.ROOT)) {
            case "raw" -> {
                if (byteSkip == -1) {
                    long bytes = grid.count() * type.stored().bytes();
                    data.position(Math.max(data.position(), data.size() - bytes));
                }
                yield binary(VolumeBytes.plain(data), byteSkip == -1 ? 0 : byteSkip, header, type, grid, warnings);
            }
            case "gz", "gzip" -> binary(VolumeBytes.gunzip(data), byteSkip, header, type, grid, warnings);
            case "txt", "text", "ascii" -> {
                if (type.isLong()) {
                    throw new VolumeFormatException(
                            "encoding = " + encoding + " with 64-bit integers (expected raw or gzip)");
                }
                data.position(data.position() + Math.max(0, byteSkip));
                yield NrrdText.read(data, type.stored(), grid.count());
            }
            default -> throw new VolumeFormatException("encoding = " + encoding + " (expected raw, gzip or text)");
        };
        return type.isLong() ? Int64Voxels.narrow(stored, type == NrrdType.INT64, warnings) : stored;
    }

    private static Voxels binary(
            VolumeBytes in, int byteSkip, NrrdHeader header, NrrdType type, Grid grid, List<String> warnings)
            throws IOException {
        if (byteSkip < 0) {
            throw new VolumeFormatException(
                    "byte skip = " + byteSkip + " (expected 0 or more, or -1 with encoding raw)");
        }
        in.skipTo(byteSkip, "byte skip");
        Voxels voxels = in.readVoxels(type.stored(), grid.count(), order(header, type));
        if (in.finish()) {
            warnings.add("the file goes on after its voxels: the rest was not read");
        }
        return voxels;
    }

    private static ByteOrder order(NrrdHeader header, NrrdType type) throws VolumeFormatException {
        if (type.stored().bytes() == 1) {
            return ByteOrder.nativeOrder();
        }
        String endian = header.require("endian");
        return switch (endian.toLowerCase(Locale.ROOT)) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default -> throw new VolumeFormatException("endian = " + endian + " (expected little or big)");
        };
    }

    private static void skipLines(FileChannel data, int lines) throws IOException {
        if (lines < 0) {
            throw new VolumeFormatException("line skip = " + lines + " (expected 0 or more)");
        }
        ByteBuffer buffer = ByteBuffer.allocate(8192).flip();
        for (int left = lines; left > 0; ) {
            if (!buffer.hasRemaining()) {
                buffer.clear();
                if (data.read(buffer) < 0) {
                    throw new VolumeFormatException("line skip = " + lines
                            + " lies beyond the end of the data file after " + (lines - left) + " lines");
                }
                buffer.flip();
            } else if (buffer.get() == '\n') {
                left--;
            }
        }
        data.position(data.position() - buffer.remaining());
    }

    /**
     * Writes one volume or labelmap with its own voxel type: {@code .nrrd} in one file, {@code .nhdr} with its voxels in
     * {@code name.raw.gz} beside it. The file appears whole or not at all; an existing one is replaced.
     */
    public static void write(Path file, Volume volume) throws IOException {
        write(file, volume, Map.of());
    }

    static void write(Path file, Volume volume, Map<String, String> keyValues) throws IOException {
        String name = file.getFileName().toString();
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".nhdr")) {
            String data = name.substring(0, name.length() - ".nhdr".length()) + ".raw.gz";
            // The voxels first: a header never names a file that is not there.
            PartFile.write(file.resolveSibling(data), out -> zip(volume, out));
            PartFile.write(file, out -> VolumeBytes.writeFully(NrrdHeaderWriter.header(volume, keyValues, data), out));
        } else if (lower.endsWith(".nrrd")) {
            PartFile.write(file, out -> {
                VolumeBytes.writeFully(NrrdHeaderWriter.header(volume, keyValues, null), out);
                zip(volume, out);
            });
        } else {
            throw new IOException("cannot write " + file + ": its name says no NRRD (expected .nrrd or .nhdr)");
        }
    }

    private static void zip(Volume volume, WritableByteChannel out) throws IOException {
        try (GzipChannel zip = new GzipChannel(out)) {
            VolumeBytes.writeVoxels(volume.voxels(), zip);
        }
    }
}

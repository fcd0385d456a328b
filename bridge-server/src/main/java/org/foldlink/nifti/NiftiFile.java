package org.foldlink.nifti;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.foldlink.geometry.Grid;
import org.foldlink.volume.GzipChannel;
import org.foldlink.volume.PartFile;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VolumeBytes;
import org.foldlink.volume.VolumeFormatException;
import org.foldlink.volume.Voxels;

/**
 * NIfTI files (nifti1.h, nifti2.h): {@code .nii}, {@code .nii.gz}, and pairs {@code .hdr} + {@code .img} to read. The rules for
 * orientation, units, scaling and types are in docs/decisions/nifti.md.
 */
public final class NiftiFile {

    private NiftiFile() {}

    /**
     * Reads one volume. Integer types stay what they are where the file does not scale them; gzip is told by its bytes, not by the name.
     *
     * @throws VolumeFormatException if the file is not one orthogonal volume of plain numbers, saying which field is wrong
     */
    public static NiftiImage read(Path file) throws IOException {
        Path header = headerOf(file);
        try (VolumeBytes in = VolumeBytes.open(header)) {
            return read(in, header);
        } catch (VolumeFormatException e) {
            throw new VolumeFormatException(file.getFileName() + ": " + e.getMessage(), e);
        }
    }

    private static NiftiImage read(VolumeBytes in, Path headerFile) throws IOException {
        NiftiHeader header = NiftiHeaderReader.read(in);
        List<String> warnings = new ArrayList<>();
        NiftiType type = NiftiType.ofCode(header.datatype());
        if (header.bitpix() != 8 * type.stored().bytes()) {
            warnings.add("bitpix = " + header.bitpix() + " (expected "
                    + 8 * type.stored().bytes() + " for datatype " + header.datatype() + "): the datatype was taken");
        }
        Grid grid = NiftiGeometry.of(header, warnings);
        long offset = voxelOffset(header, warnings);
        Voxels stored;
        if (header.pair()) {
            Path data = dataOf(headerFile);
            try (VolumeBytes voxels = VolumeBytes.open(data)) {
                stored = readVoxels(voxels, offset, type, grid, header, warnings);
            }
        } else {
            stored = readVoxels(in, offset, type, grid, header, warnings);
        }
        Voxels values = NiftiScaling.apply(header, type, stored, warnings);
        return new NiftiImage(
                new Volume(grid, values),
                header.version(),
                header.qformCode(),
                header.sformCode(),
                header.description(),
                warnings);
    }

    private static Voxels readVoxels(
            VolumeBytes in, long offset, NiftiType type, Grid grid, NiftiHeader header, List<String> warnings)
            throws IOException {
        in.skipTo(offset, "vox_offset");
        ByteOrder order = header.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        Voxels voxels = in.readVoxels(type.stored(), grid.count(), order);
        if (in.finish()) {
            warnings.add("the file goes on after its voxels: the rest was not read");
        }
        return voxels;
    }

    private static long voxelOffset(NiftiHeader header, List<String> warnings) throws VolumeFormatException {
        double offset = header.voxOffset();
        long least = header.pair() ? 0 : header.bytes() + 4;
        if (offset == 0 && !header.pair()) {
            warnings.add("vox_offset = 0 (expected " + least + " or more): " + least + " was taken");
            return least;
        }
        if (!(offset >= least) || offset != Math.rint(offset) || offset > 0x1p60) {
            throw new VolumeFormatException(
                    "vox_offset = " + number(offset) + " (expected a whole number of " + least + " or more)");
        }
        return (long) offset;
    }

    private static String number(double v) {
        return v == Math.rint(v) && Math.abs(v) < 1e15 ? Long.toString((long) v) : Double.toString(v);
    }

    private static Path headerOf(Path file) {
        String name = file.getFileName().toString();
        String lower = name.toLowerCase(Locale.ROOT);
        int cut = lower.endsWith(".img.gz") ? 7 : lower.endsWith(".img") ? 4 : 0;
        return cut == 0 ? file : existing(file, name.substring(0, name.length() - cut), ".hdr");
    }

    private static Path dataOf(Path header) {
        String name = header.getFileName().toString();
        String lower = name.toLowerCase(Locale.ROOT);
        int cut = lower.endsWith(".hdr.gz") ? 7 : lower.endsWith(".hdr") ? 4 : 0;
        return existing(header, name.substring(0, name.length() - cut), ".img");
    }

    /** {@code stem + extension} beside {@code file}, or that with .gz if only this one is there. */
    private static Path existing(Path file, String stem, String extension) {
        Path plain = file.resolveSibling(stem + extension);
        Path gz = file.resolveSibling(stem + extension + ".gz");
        return !Files.exists(plain) && Files.exists(gz) ? gz : plain;
    }

    /**
     * Writes one volume or labelmap with its own voxel type, gzip if the name ends in .gz. The file appears whole or not at all; an
     * existing one is replaced.
     */
    public static void write(Path file, Volume volume) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        boolean gz = name.endsWith(".nii.gz");
        if (!gz && !name.endsWith(".nii")) {
            throw new IOException("cannot write " + file + ": its name says no NIfTI (expected .nii or .nii.gz)");
        }
        PartFile.write(file, out -> {
            if (!gz) {
                write(volume, out);
                return;
            }
            try (GzipChannel zip = new GzipChannel(out)) {
                write(volume, zip);
            }
        });
    }

    /** The bytes of an uncompressed file, to anywhere. */
    public static void write(Volume volume, WritableByteChannel out) throws IOException {
        VolumeBytes.writeFully(NiftiHeaderWriter.header(volume), out);
        VolumeBytes.writeVoxels(volume.voxels(), out);
    }
}

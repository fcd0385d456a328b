package org.foldlink.nrrd;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import org.foldlink.volume.VolumeFormatException;
import org.foldlink.volume.VoxelType;
import org.foldlink.volume.Voxels;

/** Voxels written as numbers, with spaces, line ends or commas between. */
final class NrrdText {

    private NrrdText() {}

    static Voxels read(FileChannel file, VoxelType type, long count) throws IOException {
        long left = file.size() - file.position();
        if (count > (left + 1) / 2) {
            throw new VolumeFormatException("voxel text of " + left + " bytes is too short for " + count
                    + " numbers: the file is truncated, copy it again");
        }
        Voxels voxels = Voxels.allocate(type, count);
        InputStream in = new BufferedInputStream(Channels.newInputStream(file), 1 << 16);
        StringBuilder word = new StringBuilder();
        long n = 0;
        while (n < count) {
            int c = in.read();
            if (c > ' ' && c != ',') {
                word.append((char) c);
                continue;
            }
            if (word.length() > 0) {
                voxels.set(n, parse(word.toString(), type, n));
                n++;
                word.setLength(0);
            }
            if (c < 0 && n < count) {
                throw new VolumeFormatException("voxel text ends after " + n + " numbers (expected " + count
                        + "): the file is truncated, copy it again");
            }
        }
        return voxels;
    }

    private static double parse(String word, VoxelType type, long n) throws VolumeFormatException {
        double value;
        try {
            value = switch (word) {
                case "nan", "NaN" -> Double.NaN;
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(word);
            };
        } catch (NumberFormatException e) {
            throw new VolumeFormatException("voxel " + n + " = " + word + " (expected a number)", e);
        }
        if (!type.isFloating() && (value != Math.rint(value) || value < type.min() || value > type.max())) {
            throw new VolumeFormatException("voxel " + n + " = " + word + " (expected a whole number from "
                    + (long) type.min() + " to " + (long) type.max() + " for " + type + ")");
        }
        return value;
    }
}

package org.foldlink.nifti;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Grids;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/** A sound NIfTI-1 file of 4×3×2 voxels, with bytes changed: fields at their offsets of nifti1.h. */
final class Patched {

    static final int DIM = 40;
    static final int DATATYPE = 70;
    static final int BITPIX = 72;
    static final int PIXDIM = 76;
    static final int VOX_OFFSET = 108;
    static final int SLOPE = 112;
    static final int INTER = 116;
    static final int UNITS = 123;
    static final int QFORM_CODE = 252;
    static final int SFORM_CODE = 254;
    static final int QUATERN_B = 256;
    static final int SROW = 280;
    static final int MAGIC = 344;

    static final Grid GRID = new Grid(
            4, 3, 2, new Affine(new Vec3(-0.5, 0, 0), new Vec3(0, -0.5, 0), new Vec3(0, 0, 2), new Vec3(100, 50, -30)));

    private Patched() {}

    static Volume volume(VoxelType type) {
        return Grids.volume(GRID, type, 11);
    }

    static byte[] bytes(Path folder, VoxelType type) throws IOException {
        Path sound = folder.resolve("sound.nii");
        NiftiFile.write(sound, volume(type));
        return Files.readAllBytes(sound);
    }

    static Path file(Path folder, VoxelType type, Consumer<ByteBuffer> patch) throws IOException {
        byte[] bytes = bytes(folder, type);
        patch.accept(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
        return Files.write(folder.resolve("case.nii"), bytes);
    }

    /** The same file in the other byte order. */
    static byte[] swapped(byte[] file, int scalarBytes) {
        ByteBuffer from = ByteBuffer.wrap(file).order(ByteOrder.nativeOrder());
        ByteBuffer to = ByteBuffer.wrap(file.clone())
                .order(
                        ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                                ? ByteOrder.BIG_ENDIAN
                                : ByteOrder.LITTLE_ENDIAN);
        to.putInt(0, from.getInt(0));
        for (int at = DIM; at < 56; at += 2) {
            to.putShort(at, from.getShort(at));
        }
        for (int at : new int[] {68, 70, 72, 74, 120, 252, 254}) {
            to.putShort(at, from.getShort(at));
        }
        for (int at = 76; at < 120; at += 4) {
            to.putInt(at, from.getInt(at));
        }
        for (int at = 256; at < 328; at += 4) {
            to.putInt(at, from.getInt(at));
        }
        for (int at = 352; at < file.length; at += scalarBytes) {
            for (int b = 0; b < scalarBytes; b++) {
                to.put(at + b, file[at + scalarBytes - 1 - b]);
            }
        }
        return to.array();
    }
}
